"""Warming: what it leaves behind is what first questions would have made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import glossary
from index.engine import Engine
from index.warming import warm
from tests.fakes import PairEncoder
from tests.index.test_engine import SUPERVISION, put


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    glossary._to_chinese.cache_clear()
    with Engine.open(tmp_path, PairEncoder()) as opened:
        yield opened


def test_the_tables_are_there_and_nothing_else_has_changed(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    before = engine.info()
    warm(engine, lambda: False)
    assert glossary._to_chinese.cache_info().currsize == 1
    assert engine.info() == before


def test_an_empty_corpus_is_warmed_too(engine: Engine) -> None:
    warm(engine, lambda: False)


def test_it_stops_between_two_questions(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    answers = iter((False, True))
    warm(engine, lambda: next(answers))
    assert glossary._to_chinese.cache_info().currsize == 0
