"""The façade over a real store and real indexes; the encoder is a small fixed one, since it is not what is tested."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.compendium import split_documents
from corpus.read import read_bytes
from index.engine import Engine
from index.errors import CancelledError, ModelChangedError, NotFoundError, QueryError
from index.types import CheckOptions, Filters, PutResult
from tests.fakes import PairEncoder

SUPERVISION = """2019年督查工作总结（青岚市政府办）

2019年，督查室围绕全年重点任务跟踪问效。
一、工作情况
（一）批示件办理提速。对领导批示件逐件建账，限时办结，办结一件销号一件。
（二）暗访常态开展。一是不打招呼进现场，随机抽取点位。二是拍摄短片在会上播放，促使问题整改到位。
二、存在不足
个别事项催办不够及时，回访群众覆盖面偏窄。
"""
LOGISTICS = """2020年后勤保障工作计划（青岚市机关事务局）

一、食堂管理
推行按量取餐，厨余垃圾比上年减少两成。
二、车辆管理
公务用车统一编号入网，夜间入库率保持在百分之百。
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(tmp_path, PairEncoder()) as opened:
        yield opened


def put(engine: Engine, name: str, text: str, **options: object) -> tuple[PutResult, ...]:
    source = read_bytes(text.encode(), name)
    return engine.put(name, split_documents(source, name), **options)  # type: ignore[arg-type]


def test_a_query_finds_its_passage_with_its_place_in_the_source(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    put(engine, "后勤.txt", LOGISTICS)
    [answer] = engine.search(["领导批示件限时办结"], k=3)
    best = answer.hits[0]
    assert "逐件建账" in best.passage.text
    assert best.document.organ == "青岚市政府办"
    assert best.passage.heading_path == ("一、工作情况", "（一）批示件办理提速")
    text = engine.document_text(best.document.id)
    assert text[best.passage.start : best.passage.end] == best.passage.text
    assert "".join(text[start:end] for start, end in best.highlights)
    assert best.sentence is not None
    assert text[slice(*best.sentence)] in best.passage.text
    assert 0 <= best.similarity <= 1
    assert -1 <= best.cosine <= 1


@pytest.mark.parametrize("mode", ["meaning", "words", "both"])
def test_pages_follow_one_another_without_gap_or_repeat(engine: Engine, mode: str) -> None:
    put(engine, "督查.txt", SUPERVISION)
    put(engine, "后勤.txt", LOGISTICS)
    query = "公务用车统一编号，领导批示件限时办结，按量取餐"
    [whole] = engine.search([query], k=100, mode=mode)  # type: ignore[arg-type]
    pages = [engine.search([query], k=2, offset=at, mode=mode)[0] for at in range(0, len(whole.hits), 2)]  # type: ignore[arg-type]
    assert [hit.passage.id for page in pages for hit in page.hits] == [hit.passage.id for hit in whole.hits]
    assert [page.has_more for page in pages] == [True] * (len(pages) - 1) + [False]
    assert not whole.has_more


def test_a_paragraph_and_its_points_give_one_hit(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    [answer] = engine.search(["拍摄短片在会上播放"], k=100)
    paragraphs = [hit.passage.paragraph for hit in answer.hits]
    assert len(paragraphs) == len(set(paragraphs))


def test_filters_come_before_the_search(engine: Engine) -> None:
    for number in range(300):
        put(engine, f"{number}.txt", f"第{number}份情况通报\n\n推行按量取餐，第{number}食堂厨余垃圾减少。\n")
    put(engine, "督查.txt", SUPERVISION)
    for mode in ("meaning", "words", "both"):
        [answer] = engine.search(["推行按量取餐"], k=1, mode=mode, filters=Filters(sources=("299.txt",)))  # type: ignore[arg-type]
        assert [hit.document.source for hit in answer.hits] == ["299.txt"]
    [answer] = engine.search(["推行按量取餐"], k=5, mode="meaning", filters=Filters(organs=("青岚市政府办",)))
    assert len(answer.hits) == 5


def test_what_is_deleted_is_found_no_more(engine: Engine) -> None:
    [supervision] = put(engine, "督查.txt", SUPERVISION)
    put(engine, "后勤.txt", LOGISTICS)
    assert engine.delete([supervision.document.id, 4711]) == 1
    for mode in ("meaning", "words", "both"):
        [answer] = engine.search(["领导批示件限时办结"], k=50, mode=mode)  # type: ignore[arg-type]
        assert {hit.document.source for hit in answer.hits} <= {"后勤.txt"}
    assert not engine.check(SUPERVISION).spans
    with pytest.raises(NotFoundError):
        engine.document(supervision.document.id)


def test_a_reopened_folder_gives_the_same_answers_with_and_without_its_snapshot(tmp_path: Path) -> None:
    def answers(engine: Engine) -> list[tuple[int, float]]:
        [answer] = engine.search(["领导批示件限时办结"], k=10)
        return [(hit.passage.id, round(hit.score, 5)) for hit in answer.hits]

    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
        first = answers(engine)
        engine.rebuild()
        assert answers(engine) == first
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert answers(engine) == first
        put(engine, "后勤.txt", LOGISTICS)
        second = answers(engine)
    (tmp_path / "snapshot" / "meaning" / "zh" / "fresh.faiss").write_bytes(b"damaged")
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert answers(engine) == second


def test_vectors_of_another_model_are_never_mixed(tmp_path: Path) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
    with pytest.raises(ModelChangedError, match="wenheng reencode"):
        Engine.open(tmp_path, PairEncoder(fingerprint="pairs-2"))
    with Engine.open(tmp_path, PairEncoder()) as engine:  # the refusal left the folder free and whole
        assert engine.info().documents == 1


def test_cancelled_work_stores_nothing(engine: Engine) -> None:
    with pytest.raises(CancelledError):
        put(engine, "督查.txt", SUPERVISION, cancelled=lambda: True)
    assert engine.info().documents == 0


def test_a_changed_file_takes_the_place_of_its_former_version(engine: Engine) -> None:
    [before] = put(engine, "a.txt", SUPERVISION)
    [again] = put(engine, "a.txt", SUPERVISION)
    [after] = put(engine, "a.txt", SUPERVISION.replace("逐件建账", "逐一登记"))
    assert [before.status, again.status, after.status] == ["added", "unchanged", "replaced"]
    assert before.document.id == again.document.id == after.document.id
    [answer] = engine.search(["对领导批示件逐件建账"], k=50)
    assert not any("逐件建账" in hit.passage.text for hit in answer.hits)
    assert any("逐一登记" in hit.passage.text for hit in answer.hits)


def test_corrections_are_found_by_filters(engine: Engine) -> None:
    [result] = put(engine, "a.txt", LOGISTICS)
    engine.correct(result.document.id, facts={"organ": "青岚县府办", "year": 2021}, tags=["后勤"])
    documents, total = engine.documents(Filters(organs=("青岚县府办",), years=(2021,), tags=("后勤",)))
    assert total == 1
    assert documents[0].corrected == ("organ", "year")


def test_neighbours_are_the_paragraphs_around(engine: Engine) -> None:
    [result] = put(engine, "督查.txt", SUPERVISION)
    passages = engine.passages(result.document.id)
    middle = next(each for each in passages if each.kind == "point")
    around = engine.neighbours(middle.id, before=1, after=1)
    assert [each.id for each in around].count(middle.id) == 1
    assert [each.start for each in around] == sorted(each.start for each in around)
    assert len(around) == 3


def test_a_check_finds_equal_runs_whatever_their_dress(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    own = "今年以来我们自己写了一段完全不同的开头，讲的是天气与交通。"
    draft = own + "對領導批示件，逐件建賬、限時辦結；辦 結 一 件 銷號 一件！" + own
    report = engine.check(draft)
    [span] = report.spans
    assert (span.start, span.end) == (len(own), len(draft) - len(own))
    assert draft[span.start : span.end] == span.text
    source = engine.document_text(span.source.document.id)
    assert source[span.source.start : span.source.end].startswith("对领导批示件逐件建账，限时办结，办结一件销号一件")
    assert span.source.heading_path == ("一、工作情况", "（一）批示件办理提速")
    assert report.figures.copied_chars == span.end - span.start == report.sources[0].copied_chars
    assert report.figures.copy_share == pytest.approx(report.figures.copied_chars / len(draft))
    assert report.paragraphs[0].nearest


def test_quotations_are_marked_and_counted_apart(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    report = engine.check("文中指出：“对领导批示件逐件建账，限时办结，办结一件销号一件”。")
    assert [span.marks for span in report.spans] == [("quotation",)]
    assert report.figures.copy_share > 0
    assert report.figures.without_quotations == 0


def test_runs_shorter_than_asked_do_not_count(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    assert not engine.check("对领导批示件逐件建账，我们另有办法。").spans
    assert engine.check("对领导批示件逐件建账，限时办结。", CheckOptions(min_run_chars=13)).spans
    assert not engine.check("对领导批示件逐件建账，限时办结。", CheckOptions(min_run_chars=20)).spans


def test_two_texts_are_compared_without_being_stored(engine: Engine) -> None:
    [span] = engine.compare(LOGISTICS, "前言。公务用车统一编号入网，夜间入库率保持在百分之百。").spans
    assert LOGISTICS[span.start : span.end] == span.source.text == "公务用车统一编号入网，夜间入库率保持在百分之百。"
    assert engine.info().documents == 0


def test_similarity_is_symmetric_and_one_for_equal_texts(engine: Engine) -> None:
    forth, back, equal = engine.similarity(
        [("督查督办", "会务保障"), ("会务保障", "督查督办"), ("督查督办", "督查督办")]
    )
    assert forth == back
    assert (equal.similarity, equal.cosine) == (1.0, 1.0)
    matrix = engine.similarity_matrix(["督查督办", "会务保障"])
    assert matrix[0][1].similarity == matrix[1][0].similarity == pytest.approx(forth.similarity, abs=1e-6)


def test_embeddings_are_unit_vectors_and_too_long_texts_are_refused(engine: Engine) -> None:
    vectors = engine.embed(["督查督办", "会务保障"], "passage")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    with pytest.raises(QueryError, match="window"):
        engine.embed(["长" * (engine.encoder.window + 1)], "query")


@pytest.mark.parametrize("arguments", [{"k": 0}, {"k": 1001}, {"offset": -1}, {"mode": "magic"}])
def test_questions_out_of_range_are_refused(engine: Engine, arguments: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        engine.search(["督查"], **arguments)  # type: ignore[arg-type]


def test_an_empty_query_is_refused_and_a_long_one_is_read_in_windows(engine: Engine) -> None:
    put(engine, "督查.txt", SUPERVISION)
    with pytest.raises(QueryError, match="empty"):
        engine.search([" \n"])
    put(engine, "后勤.txt", LOGISTICS)
    [answer] = engine.search([LOGISTICS * 8])
    assert answer.query_windows > 1
    assert answer.hits[0].document.source == "后勤.txt"


def test_an_empty_corpus_answers_with_nothing(engine: Engine) -> None:
    assert engine.search(["督查"])[0].hits == ()
    assert engine.check("任何一段文字都不会与空的语料库重合。").spans == ()
