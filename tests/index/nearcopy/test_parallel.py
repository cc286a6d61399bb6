"""Translations of a whole document: the gate and the alignment by themselves, then with the real model."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import TextEncoder
from index.engine import Engine
from index.nearcopy.chain import Links
from index.nearcopy.parallel import LEAST_SURE, SURE, parallel_runs, translations
from index.nearcopy.sentences import Sentences
from index.types import CheckOptions, CheckReport
from tests.index.nearcopy.material import covered, put
from tests.index.nearcopy.test_pairs import pairs

_DIM = 256
_OWN = [
    "My grandfather repaired violins in a cellar that smelled of glue and pine.",
    "The ferry was late, and the children counted jellyfish under the pier.",
    "She keeps a jar of buttons from coats that nobody in the family remembers.",
    "Nobody had told the orchestra that the hall would be painted that very week.",
    "At low tide the wreck shows its ribs, and gulls sit on them in a row.",
    "He wrote the recipe on the back of a train ticket and lost both before noon.",
]


def sentences(vectors: np.ndarray) -> Sentences:
    """Sentences of equal length with these vectors."""
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return Sentences(["x" * 20] * len(unit), np.full(len(unit), "zh"), unit, unit)


def diagonal(count: int, nats: float = SURE + 1) -> Links:
    return {(at, at): nats for at in range(count)}


def test_sure_links_that_rise_on_both_sides_are_a_translation() -> None:
    assert translations(diagonal(LEAST_SURE)) == [[(at, at) for at in range(LEAST_SURE)]]


def test_too_few_unsure_scattered_or_shuffled_links_are_none() -> None:
    assert translations(diagonal(LEAST_SURE - 1)) == []
    assert translations(diagonal(40, SURE - 0.1)) == []
    assert translations({(at * 10, at): SURE for at in range(30)}) == []  # one sentence of ten is sure
    shuffled = random.Random(3).sample(range(40), 40)
    assert translations(dict.fromkeys(enumerate(shuffled), SURE)) == []


def test_links_far_apart_are_two_translations() -> None:
    apart = diagonal(10) | {(at + 100, at + 300): SURE for at in range(10)}
    assert [len(each) for each in translations(apart)] == [10, 10]


@given(st.integers(0, 1000), st.sets(st.integers(0, 29), max_size=12), st.sets(st.integers(0, 29), max_size=6))
def test_what_lies_between_sure_links_is_aligned_and_the_writers_own_is_not(
    seed: int, unsure: set[int], own: set[int]
) -> None:
    noise = np.random.default_rng(seed)
    source = noise.normal(size=(30, _DIM))
    draft = source + 0.3 * noise.normal(size=source.shape)
    for at in own:
        draft[at] = noise.normal(size=_DIM)
    links = {(at, at): SURE for at in range(30) if at not in unsure | own}
    theirs = sentences(source)
    found = parallel_runs(links, sentences(draft), theirs.part, 30, [0] * 30)
    pairs = {pair for run in found for pair in run.links}
    first, last = min(links), max(links)
    assert {(at, at) for at in set(range(first[0], last[0])) - own} <= pairs or len(links) < 15
    assert all(run.first <= at <= run.last for run in found for at, _ in run.links)
    assert all(first.last < then.first for first, then in pairwise(found))


def test_a_sentence_that_became_two_is_found_twice_and_a_run_stays_in_its_stretch() -> None:
    noise = np.random.default_rng(5)
    source = noise.normal(size=(20, _DIM))
    halves = noise.normal(size=(20, _DIM))
    draft = np.stack([source + halves, source - halves], axis=1).reshape(40, _DIM)
    links = {(2 * at, at): SURE for at in range(20)}
    theirs = sentences(source)
    found = parallel_runs(links, sentences(draft), theirs.part, 20, [at // 10 for at in range(40)])
    assert [(run.first, run.last, run.source_first, run.source_last) for run in found] == [
        (0, 9, 0, 4), (10, 19, 5, 9), (20, 29, 10, 14), (30, 39, 15, 19)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> tuple[Engine, list[tuple[str, str]]]:
    chosen = pairs("translated")
    engine = Engine.open(tmp_path_factory.mktemp("parallel"), encoder)
    put(engine, "译文原稿.txt", "来文摘编\n" + "\n".join(source for source, _ in chosen))
    return engine, chosen


def right(report: CheckReport, draft: str, chosen: list[tuple[str, str]]) -> float:
    """The share of pairs whose span has their own source and not that of another."""
    good = 0
    for source, text in chosen:
        start = draft.index(text)
        over = [
            span for span in report.spans if 2 * (min(span.end, start + len(text)) - max(span.start, start)) > len(text)
        ]
        good += any(source.strip("。") in span.source.text and len(span.source.text) < 2 * len(source) for span in over)
    return good / len(chosen)


def test_a_whole_document_in_another_language_is_aligned_sentence_by_sentence(
    translated: tuple[Engine, list[tuple[str, str]]],
) -> None:
    engine, chosen = translated
    draft = "\n".join(text for _, text in chosen)
    report = engine.report(engine.examine(draft), CheckOptions(nearest=0))
    assert right(report, draft, chosen) >= 0.93


def test_a_writers_own_sentences_within_a_translation_are_no_part_of_it(
    translated: tuple[Engine, list[tuple[str, str]]],
) -> None:
    engine, chosen = translated
    texts = [text for _, text in chosen]
    for at, own in zip((4, 10, 16, 22, 28, 34), _OWN, strict=True):
        texts.insert(at, own)
    draft = "\n".join(texts)
    report = engine.report(engine.examine(draft), CheckOptions(nearest=0))
    assert right(report, draft, chosen) >= 0.9
    flagged = covered(report.spans)
    taken = [own for own in _OWN if draft.index(own) + 1 in flagged]
    assert len(taken) <= 1  # none when written; beside a loose translation nearly anything looks like a part of it


def test_two_texts_are_aligned_the_same_way(translated: tuple[Engine, list[tuple[str, str]]]) -> None:
    engine, chosen = translated
    draft, source = ("\n".join(each) for each in ((text for _, text in chosen), (text for text, _ in chosen)))
    assert right(engine.compare(draft, source), draft, chosen) >= 0.88
