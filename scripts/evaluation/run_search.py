"""Search measured on a set in the BEIR layout: each document is one document, found by its best passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.language import detect
from corpus.types import Block, BlockRole, Document, Facts, OutlinedBlock
from index.engine import Engine
from index.ingest import SourceFile
from index.types import Mode
from scripts.evaluation.beir import BeirData, BeirText
from scripts.evaluation.measures import Scores, retrieval_scores
from scripts.evaluation.progress import batches, counter
from scripts.evaluation.report import Table, counted

MODES: tuple[Mode, ...] = ("meaning", "words", "both")
# The deepest cut-off that is reported is recall@100.
DEPTH_DOCUMENTS = 100
# One hit a paragraph, so a page holds a hundred documents or nearly; when it does not, the next one is asked for.
PAGE_PASSAGES = 100
BATCH_QUERIES = 32


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The figures of one set by mode, and what they were measured on."""

    name: str
    split: str
    queries: int
    all_queries: int
    documents: int
    modes: Mapping[Mode, Scores]

    def figures(self) -> dict[str, Any]:
        """``{"modes": {mode: figures}}`` with what it was measured on."""
        return {"modes": dict(self.modes), "split": self.split, "queries": self.queries, "documents": self.documents}

    def table(self) -> Table:
        """A row for each mode."""
        queries = counted(self.queries, self.all_queries, "queries")
        title = f"search · {self.name} · split {self.split} · {queries} · {self.documents:,} documents"
        return Table(title, {str(mode): scores for mode, scores in self.modes.items()})


def run_search(engine: Engine, data: BeirData, limit: int | None = None) -> SearchResult:
    """Put the corpus into an empty engine and ask all queries in all modes.

    :param limit: At most so many queries, the first ones; the corpus is always whole.
    """
    twins = put_corpus(engine, data.corpus)
    queries = dict(islice(data.queries.items(), limit))
    judgements = [data.qrels[query_id] for query_id in queries]
    texts = list(queries.values())
    modes = {
        mode: retrieval_scores(list(_rankings(engine, texts, mode, twins, data.name)), judgements) for mode in MODES
    }
    return SearchResult(data.name, data.split, len(texts), len(data.queries), len(data.corpus), modes)


def put_corpus(engine: Engine, corpus: Mapping[str, BeirText]) -> dict[str, list[str]]:
    """Put every text once and return the ids that have it, by the id it was put under: equal texts are one document."""
    ids: dict[str, list[str]] = defaultdict(list)
    for document_id, text in corpus.items():
        if text.full.strip():
            ids[text.full].append(document_id)
    with counter("corpus") as show:
        engine.put_many([SourceFile(same[0], [as_document(corpus[same[0]])]) for same in ids.values()], show)
    return {same[0]: same for same in ids.values()}


def as_document(text: BeirText) -> Document:
    """A document with a block for each line, the title's line first where there is a title."""
    blocks = []
    start = 0
    for line in text.full.split("\n"):
        if stripped := line.strip():
            begin = start + line.index(stripped)
            role: BlockRole = "title" if text.title and start == 0 else "body"
            blocks.append(OutlinedBlock(Block(begin, begin + len(stripped), role)))
        start += len(line) + 1
    facts = Facts(title=text.title, language=detect(text.full))
    return Document(text.full, tuple(blocks), facts, 0, len(text.full))


def _rankings(
    engine: Engine, texts: Sequence[str], mode: Mode, twins: Mapping[str, list[str]], name: str
) -> Iterator[list[str]]:
    for batch in batches(texts, BATCH_QUERIES, f"{name} {mode}"):
        for ranking in rank_documents(engine, batch, mode):
            yield [document_id for found in ranking for document_id in twins[found]]


def rank_documents(engine: Engine, queries: Sequence[str], mode: Mode) -> list[list[str]]:
    """The sources of each query's hits, each at its best passage's place: 100 or more, or as many as there are.

    A blank query (cmrc2018 has two) cannot be asked and finds nothing; it counts like one that found nothing right.
    """
    rankings: list[dict[str, None]] = [{} for _ in queries]
    pending, offset = [index for index, query in enumerate(queries) if query.strip()], 0
    while pending:
        answers = engine.search([queries[i] for i in pending], k=PAGE_PASSAGES, mode=mode, offset=offset)
        for i, answer in zip(pending, answers, strict=True):
            rankings[i].update(dict.fromkeys(hit.document.source for hit in answer.hits))
        going_on = zip(pending, answers, strict=True)
        pending = [i for i, answer in going_on if answer.has_more and len(rankings[i]) < DEPTH_DOCUMENTS]
        offset += PAGE_PASSAGES
    return [list(ranking) for ranking in rankings]
