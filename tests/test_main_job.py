"""The main job with the real model: from the sample corpus, and from a compendium, to the right passage."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.compendium import split_documents
from corpus.read import read_file
from index.encoder import TextEncoder
from index.engine import Engine
from index.ingest import SourceFile
from index.types import Filters, Hit
from scripts.serve import SAMPLE

QUERIES = Path(__file__).parent / "data" / "queries.jsonl"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Iterator[Engine]:
    with Engine.open(tmp_path_factory.mktemp("sample"), encoder) as engine:
        sources = [(path, read_file(path)) for path in sorted(SAMPLE.iterdir())]
        engine.put_many(
            [SourceFile(path.name, split_documents(text, path.name), text.is_file_text) for path, text in sources]
        )
        yield engine


def test_the_sample_shows_something_of_each_kind(sample: Engine) -> None:
    documents, total = sample.documents(limit=100)
    assert total >= 18
    languages = [document.language for document in documents]
    assert (languages.count("zh-Hant"), languages.count("en")) == (3, 3)
    assert all(document.title for document in documents)
    assert len({document.kind for document in documents}) >= 6
    assert len({document.organ for document in documents}) >= 8


def test_every_passage_lies_where_it_says(sample: Engine) -> None:
    documents, _ = sample.documents(limit=100)
    for document in documents:
        text = sample.document_text(document.id)
        for passage in sample.passages(document.id):
            assert text[passage.start : passage.end] == passage.text
        if document.source_start is not None:
            file = read_file(SAMPLE / document.source).text
            assert file[document.source_start : document.source_end] == text


@pytest.mark.parametrize(
    "query",
    [
        "加强督查督办，推动领导批示件落实",
        "加強督查督辦，推動領導批示件落實",
        "Strengthen supervision so that leaders' written instructions are carried out",
    ],
)
def test_a_wish_for_supervision_finds_supervision(sample: Engine, query: str) -> None:
    [answer] = sample.search([query], k=3, filters=Filters(languages=("zh-Hans", "zh-Hant")))
    assert "督查" in answer.hits[0].passage.text or "批示" in answer.hits[0].passage.text


def test_a_pasted_paragraph_finds_itself_first(sample: Engine) -> None:
    documents, _ = sample.documents(limit=100)
    paragraphs = [
        max(
            (each for each in sample.passages(document.id) if each.kind == "paragraph"), key=lambda each: len(each.text)
        )
        for document in documents
    ]
    for paragraph, answer in zip(paragraphs, sample.search([each.text for each in paragraphs], k=1), strict=True):
        assert answer.hits[0].passage.text == paragraph.text
        assert answer.hits[0].similarity == 1.0


def test_writers_questions_are_answered(sample: Engine) -> None:
    """The hand-made queries: the floor is a little under what docs/quality.md reports, so that a fall is noticed."""
    queries = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]
    answers = sample.search([query["query"] for query in queries], k=5)
    ranks = [
        next((rank for rank, hit in enumerate(answer.hits) if _is_right(query, hit)), None)
        for query, answer in zip(queries, answers, strict=True)
    ]
    assert len(queries) >= 120
    assert sum(rank == 0 for rank in ranks) / len(ranks) >= 0.80
    assert sum(rank is not None for rank in ranks) / len(ranks) >= 0.93


def _is_right(query: dict[str, object], hit: Hit) -> bool:
    places = [(query["document"], query["start"], query["end"]), *query.get("also", [])]  # type: ignore[misc]
    offset = hit.document.source_start or 0
    start, end = hit.passage.start + offset, hit.passage.end + offset
    return any(hit.document.source == source and start < high and end > low for source, low, high in places)
