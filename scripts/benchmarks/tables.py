"""What a benchmark says: one table for each question, printed, kept as JSON and entered into docs/performance.md."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one question.

    :ivar key: Names it in files.
    :ivar scope: What was timed, over what data.
    :ivar notes: What a reader must know before believing it.
    :ivar picture: The columns to draw as a line over the first one, on logarithmic axes.
    """

    key: str
    question: str
    scope: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=tuple)
    picture: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        """Heading, scope, table, notes."""
        lines = [f"### {self.question}", "", self.scope, ""]
        lines += ["| " + " | ".join(self.columns) + " |", "|---" * len(self.columns) + "|"]
        lines += ["| " + " | ".join(map(shown, row)) + " |" for row in self.rows]
        lines += ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n".join(lines)


def shown(cell: Cell) -> str:
    """A cell as people read it: three significant digits."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3f}" if 0.9 <= cell <= 1 else f"{cell:,.3g}" if abs(cell) < 1000 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def keep(tables: Sequence[Table], about: Sequence[str], folder: Path) -> None:
    """Enter the tables into performance.json and performance.md of a folder; others that stand there stay."""
    path = folder / "performance.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept |= {table.key: {"about": list(about), **asdict(table)} for table in tables}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    page = folder / "performance.md"
    text = page.read_text("utf-8")
    for table in tables:
        body = f"{table.markdown()}\n\n<sub>{'; '.join(about)}</sub>"
        if table.picture:
            body += f"\n\n![{table.question}](performance-{table.key}.svg)"
        text = _entered(text, table.key, body)
    page.write_text(text, "utf-8")


def _entered(text: str, key: str, body: str) -> str:
    begin, end = f"<!-- bench {key} -->", f"<!-- end {key} -->"
    block = f"{begin}\n{body}\n{end}"
    if begin not in text:
        return text.rstrip() + f"\n\n{block}\n"
    return re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, text, flags=re.DOTALL)
