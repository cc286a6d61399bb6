"""The one command, ``wenheng``; each sub-command is a module of this package and is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = (
    "serve",
    "ingest",
    "search",
    "phrases",
    "check",
    "watch",
    "compare",
    "twins",
    "similarity",
    "info",
    "export",
    "import",
    "evaluate",
    "setup",
    "reencode",
    "migrate",
    "calibrate",
    "backup",
    "restore",
    "verify",
    "doctor",
    "keys",
    "forget",
)
# Where the command's name is a word of Python's.
_MODULES = {"import": "bring"}


class _Commands(click.Group):
    """Loads a sub-command only when it runs, so that ``--help`` does not wait for models and libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"scripts.{_MODULES.get(cmd_name, cmd_name)}").main
        return command


@click.group(cls=_Commands)
@click.version_option(package_name="wenheng")
def main() -> None:
    """Wenheng (文衡): find similar wording and near-copies in your documents, on your own machine."""


if __name__ == "__main__":
    main()
