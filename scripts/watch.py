"""wenheng watch: a folder in which each draft that is saved gets its report beside it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import click

from scripts import wording
from scripts.checking import (
    FORMATS,
    DraftFile,
    check,
    comparing,
    fields_of,
    language,
    report_on,
    template_of,
    thresholds,
)
from scripts.door import Door, RefusedError, open_door
from scripts.options import common
from scripts.watching import Folder, Seen, report_path, write_whole
from service.settings import Settings

# Two seconds: a writer turns to the report a few seconds after saving, and listing a folder on a share costs little.
_EVERY_S = 2.0

# The check is not in memory any more, too many jobs, not ready: the draft is not to blame, and is tried again.
_FOR_NOW = (404, 429, 503)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--format", "formats", multiple=True, default=("docx",), type=click.Choice(FORMATS), help="Of the reports."
)
@click.option("--every", default=_EVERY_S, type=click.FloatRange(0.05, 3600), help="Seconds between looks (default 2).")
@click.option("--once", is_flag=True, help="Report on what is there without a report, then end.")
@thresholds
@comparing
@click.option("--keep", default="no", type=click.Choice(["no", "with_text", "without_text"]), help="Keep the checks.")
@language
@common
def main(
    settings: Settings,
    folder: Path,
    formats: tuple[str, ...],
    every: float,
    once: bool,
    template: Path | None,
    leave_out: tuple[str, ...],
    collection: tuple[str, ...],
    lang: str,
    **options: Any,
) -> None:
    """Watch FOLDER and all folders in it: each draft saved there gets its report beside it (…-查重报告.docx).

    For Word and WPS without add-ins. Works through the running server, or alone. Ctrl-C ends it.

    Example: wenheng watch ~/文稿 --leave-out 本人旧稿
    """
    fields = fields_of(options, leave_out, collection) | {"background": "true"}
    reporter = _Reporter(settings, formats, lang, fields, template_of(template))
    watched = Folder(folder, formats[0])
    if not once:
        click.echo(f"Watching {folder} (Ctrl-C ends it).")
    try:
        while True:
            reporter.report(watched.settled(at_once=once), watched)
            if once:
                break
            sleep(every)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    if once and reporter.failed:
        raise SystemExit(1)


@dataclass(slots=True)
class _Reporter:
    """Checks drafts and writes their reports; what goes wrong is one line, said once."""

    settings: Settings
    formats: Sequence[str]
    lang: str
    fields: dict[str, Any]
    template: list[tuple[str, tuple[str, bytes]]]
    failed: bool = False
    said: str = ""

    def report(self, drafts: Sequence[Seen], folder: Folder) -> None:
        """Report on drafts. The data folder is held only while it does, so that a server can start in between."""
        if not drafts:
            return
        try:
            with open_door(self.settings) as door:
                for each in drafts:
                    self._one(door, each, folder)
        except click.ClickException as error:  # the server or the data folder: it is tried again at the next look
            self._say_once(error.message)
            self.failed = True

    def _one(self, door: Door, seen: Seen, folder: Folder) -> None:
        try:
            draft = DraftFile(seen.path.name, seen.path.read_bytes())
        except FileNotFoundError:  # taken away meanwhile
            folder.done(seen)
            return
        except OSError as error:  # another program holds it: it is tried again
            self._say_once(f"{seen.path.name}: {error.strerror or 'not readable'}")
            return
        try:
            found = check(door, draft, self.template, self.fields)
            reports = {each: report_on(door, found["id"], draft, each, self.lang) for each in self.formats}
        except click.ClickException as error:
            if isinstance(error, RefusedError) and error.status in _FOR_NOW:
                raise
            self._fail(seen, error.message, folder)
            return
        try:
            for wanted, data in reports.items():
                write_whole(report_path(seen.path, wanted), data)
            report_path(seen.path, "txt").unlink(missing_ok=True)
        except OSError as error:  # most often the former report is still open: it is tried again
            self._say_once(f"{seen.path.name}: its report cannot be written: {error.strerror}. Is it open?")
            return
        folder.done(seen)
        share = f"{found['figures']['copy_share']:.1%}"
        click.echo(f"{seen.path.name}: 总文字复制比 {share} → {report_path(seen.path, self.formats[0]).name}")

    def _fail(self, seen: Seen, message: str, folder: Folder) -> None:
        line = wording.one_line(message)
        click.echo(f"{seen.path.name}: {line}", err=True)
        with suppress(OSError):  # it was said here
            write_whole(report_path(seen.path, "txt"), f"{line}\n".encode())
        self.failed = True
        folder.done(seen)

    def _say_once(self, line: str) -> None:
        if line != self.said:
            click.echo(line, err=True)
        self.said = line


if __name__ == "__main__":
    main()
