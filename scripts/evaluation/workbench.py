"""What the sub-commands share: an engine of its own for every run, and the way out for figures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from index.engine import Engine
from index.types import Encoder
from scripts.evaluation.combine import combined
from scripts.evaluation.report import Result, render
from scripts.models import load_encoder
from scripts.options import print_json
from service.settings import Settings


@dataclass
class Workbench:
    """One run of ``wenheng evaluate``: only the model is taken from the settings."""

    settings: Settings
    as_json: bool

    @cached_property
    def encoder(self) -> Encoder:
        """The model, loaded when it is first needed: after the data has been read and found right."""
        return load_encoder(self.settings)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """An empty engine in a temporary folder, which is gone afterwards."""
        with (
            tempfile.TemporaryDirectory(prefix="wenheng-evaluate-") as folder,
            Engine.open(Path(folder), self.encoder) as engine,
        ):
            yield engine

    def show(self, results: Iterable[Result], label: str) -> dict[str, Any]:
        """Print the table of each set when it is done, and return the figures of all as for JSON."""
        done = []
        for result in results:
            done.append(result)
            if not self.as_json:
                click.echo(f"{render(result.table())}\n")
        return combined(done, label)

    def finish(self, figures: dict[str, Any]) -> None:
        """Print the figures when JSON was asked for."""
        if self.as_json:
            print_json(figures)
