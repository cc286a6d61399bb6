"""What every command has in common: --data, --json, errors in one line, exit codes 0, 1 and 2."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from corpus.errors import CorpusError
from index.errors import IndexFault
from service.errors import ServiceError
from service.settings import SettingsError, load_settings

R = TypeVar("R")


def common(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command ``--data`` and ``--engine`` and hand it the settings; errors become one line and exit code 1."""

    @click.option("--data", type=click.Path(path_type=Path), help="Data folder (default: WENHENG_DATA, else ./data).")
    @click.option("--engine", type=click.Choice(["auto", "onnx", "torch"]), help="What runs the model (default auto).")
    @functools.wraps(command)
    def with_settings(*args: Any, data: Path | None = None, engine: str | None = None, **kwargs: Any) -> R:
        given = {name: value for name, value in {"data": data, "engine": engine}.items() if value is not None}
        try:
            return command(load_settings(**given), *args, **kwargs)
        except SettingsError as error:
            raise click.UsageError(str(error)) from None
        except (CorpusError, IndexFault, ServiceError) as error:
            raise click.ClickException(str(error)) from None
        except UnicodeError:  # an argument in another encoding than the terminal's
            raise click.ClickException("The text is not valid in this terminal's encoding.") from None
        except BrokenPipeError:  # `… | head` has seen enough: click ends quietly
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or type(error).__name__}.") from None

    return with_settings


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """JSON for programs: one document, readable characters."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
