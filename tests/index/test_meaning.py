"""The vectors of a corpus in memory: after a crash, and in the large kind, through the engine."""

from pathlib import Path

import pytest

from corpus.store import Filters, lookup
from index.engine import Engine
from index.meaning import Meaning
from index.vectors import rules
from tests.fakes import PairEncoder
from tests.index.test_engine import LOGISTICS, SUPERVISION, put


def _answers(engine: Engine, filters: Filters = Filters()) -> list[str]:
    [answer] = engine.search(["领导批示件限时办结"], k=10, mode="meaning", filters=filters)
    return [hit.passage.text for hit in answer.hits]


def test_a_start_after_a_crash_reads_only_what_the_snapshot_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
        [extra] = put(engine, "多余.txt", "多余的文稿要删除，其中的话别处没有。")
    engine = Engine.open(tmp_path, PairEncoder())
    put(engine, "后勤.txt", LOGISTICS)
    engine.delete([extra.document.id])
    expected, count = _answers(engine), engine.info().vectors
    engine.store.close()  # the process ends without a word

    def rebuild(*_: object) -> None:
        pytest.fail("everything was read again")

    monkeypatch.setattr(Meaning, "rebuild", rebuild)
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert _answers(engine) == expected
        assert sum(index.vectors for index in engine.info().indexes) == count


def test_a_corpus_over_the_limit_is_searched_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        [first] = put(engine, "督查.txt", SUPERVISION)
        put(engine, "例会.txt", "\n".join(f"第{at}次例会研究了第{at * 7}号议题。" for at in range(40)))
        expected, within = _answers(engine), _answers(engine, Filters(document_ids=(first.document.id,)))
    monkeypatch.setattr(rules, "EXACT_LIMIT", 20)
    monkeypatch.setattr(rules, "FRESH_LIMIT", 3)
    with Engine.open(tmp_path, PairEncoder()) as engine:
        engine.rebuild()
        [index] = engine.info().indexes
        assert index.kind == "large"
        assert index.recall is not None
        assert index.recall >= 0.99
        assert "cells" in index.rule
        assert _answers(engine) == expected
        put(engine, "后勤.txt", LOGISTICS)
        assert LOGISTICS.splitlines()[-1] in engine.search([LOGISTICS.splitlines()[-1]], k=1)[0].hits[0].passage.text
        assert _answers(engine, Filters(document_ids=(first.document.id,))) == within
    with Engine.open(tmp_path, PairEncoder()) as engine:  # from its snapshot
        assert engine.info().index_kind == "large"
        assert _answers(engine, Filters(document_ids=(first.document.id,))) == within
    assert not list((tmp_path / "vectors").glob("*"))


def test_filters_are_remembered_only_while_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    texts_within = lookup.texts_within
    monkeypatch.setattr(lookup, "texts_within", lambda *a: (asked.append(a), texts_within(*a))[1])
    with Engine.open(tmp_path, PairEncoder()) as engine:
        [first] = put(engine, "督查.txt", SUPERVISION)
        within = Filters(collections=("default",))
        assert _answers(engine, within) == _answers(engine, within)
        assert len(asked) == 1
        before = _answers(engine, within)
        [second] = put(engine, "又.txt", SUPERVISION.replace("2019", "2020"))
        assert set(_answers(engine, within)) > set(before)
        assert _answers(engine, Filters(document_ids=(first.document.id,))) == before
        engine.delete([first.document.id])
        assert not set(_answers(engine, within)) & (set(before) - {p.text for p in engine.passages(second.document.id)})
