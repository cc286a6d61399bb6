"""The BEIR layout: ``corpus.jsonl``, ``queries.jsonl``, ``qrels/SPLIT.tsv``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_objects, read_rows
from scripts.evaluation.measures import Grades


@dataclass(frozen=True, slots=True)
class BeirText:
    """A document of the corpus; ``title`` may be empty."""

    title: str
    text: str

    @property
    def full(self) -> str:
        """Title and text, one below the other."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class BeirData:
    """One search set. ``queries`` are those that have a judgement in the split, in the file's order."""

    name: str
    split: str
    corpus: Mapping[str, BeirText]
    queries: Mapping[str, str]
    qrels: Mapping[str, Grades]


def is_beir(folder: Path) -> bool:
    """Whether a folder has the BEIR layout."""
    return (folder / "corpus.jsonl").is_file() and (folder / "qrels").is_dir()


def read_beir(folder: Path, split: str = "test") -> BeirData:
    """Read one folder.

    :raises DataError: If a file is missing, a line is not what it should be, or nothing is judged.
    """
    corpus = {row_id: BeirText(title, text) for row_id, title, text in _read_texts(folder / "corpus.jsonl")}
    texts = {row_id: text for row_id, _, text in _read_texts(folder / "queries.jsonl")}
    qrels_path = folder / "qrels" / f"{split}.tsv"
    qrels = _read_qrels(qrels_path)
    queries = {query_id: text for query_id, text in texts.items() if query_id in qrels}
    if not corpus or not queries:
        raise DataError(f"{qrels_path} judges none of the queries.")
    return BeirData(folder.resolve().name, split, corpus, queries, qrels)


def _read_texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, title and text of each line; some sets write null for a missing title."""
    for number, row in read_objects(path):
        row_id, title, text = row.get("_id"), row.get("title") or "", row.get("text")
        if not isinstance(row_id, str | int) or not isinstance(title, str) or not isinstance(text, str):
            raise DataError(f"{path}, line {number}: needs _id and text (and title if it has one).")
        yield str(row_id), title, text


def _read_qrels(path: Path) -> dict[str, dict[str, float]]:
    qrels: dict[str, dict[str, float]] = {}
    rows = list(read_rows(path))
    if not rows or not rows[0][1].startswith("query-id\t"):
        raise DataError(f"{path} does not begin with the header query-id, corpus-id, score with tabs between.")
    for number, row in rows[1:]:
        try:
            query_id, document_id, grade = row.split("\t")
            value = float(grade)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: not query-id, corpus-id, score with tabs between.") from error
        if not math.isfinite(value):
            raise DataError(f"{path}, line {number}: the score is not a number.")
        qrels.setdefault(query_id, {})[document_id] = value
    # BEIR leaves out a query without a relevant document: nothing could be found for it.
    return {query_id: grades for query_id, grades in qrels.items() if max(grades.values()) > 0}
