"""Twins in the corpus and drafts against one another; the encoder is a small fixed one."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.compendium import split_documents
from corpus.read import read_bytes
from index.cross import cross
from index.engine import Engine
from index.errors import CancelledError
from index.twins import LEAST_SHARE, candidates, grouped, share
from index.types import CheckOptions, Filters
from tests.fakes import PairEncoder

RULES = """档案借阅管理办法（{year}年修订）

第一条 为规范档案借阅，保证档案完整与安全，结合本局实际，制定本办法。
第二条 借阅档案须填写借阅单，经科室负责人签字后到档案室办理，当日借阅当日归还。
第三条 借阅人不得涂改、拆散、抽换档案，不得在档案上圈点批注，发现破损应当立即告知管理人员。
第四条 涉密档案只在阅览室查阅，不得带离，不得拍照，确需复制的由分管领导审批。
第五条 {last}
"""
OLD = RULES.format(year=2016, last="逾期不还的，由档案室书面催还；造成损失的，依照有关规定处理。")
NEW = RULES.format(year=2021, last="逾期不还的，暂停借阅三个月，并在全局通报；造成损失的，依照有关规定处理。")
SHARED = "值班人员接到群众来电后，应当问清时间、地点、诉求和联系方式，半小时内转到承办单位，并在次日上午回访办理结果。"
NIGHT = f"2018年夜间值班安排（东港镇）\n\n夜间值班实行双人双岗，领导带班不脱岗。\n{SHARED}\n"
HOTLINE = (
    f"2020年热线办理要求（西渡镇）\n\n热线电话全天有人接听，节假日不断档。\n{SHARED.replace('半小时内', '一小时内')}\n"
)
FOOD = "2019年食堂管理规定（南坪镇）\n\n食堂采购实行两人验货，台账每周公示一次，剩余饭菜按桌登记。\n"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(tmp_path, PairEncoder()) as opened:
        for name, text in {
            "新.txt": NEW,
            "夜.txt": NIGHT,
            "旧.txt": OLD,
            "热线.txt": HOTLINE,
            "食堂.txt": FOOD,
        }.items():
            source = read_bytes(text.encode(), name)
            opened.put(name, split_documents(source, name), collection="规章" if name in "新旧.txt" else "default")
        yield opened


def test_versions_of_a_document_are_twins_and_the_older_came_first(engine: Engine) -> None:
    found = engine.twins()
    [group] = found.documents
    assert [each.document.year for each in group] == [2016, 2021]
    assert group[0].similarity == 1
    assert LEAST_SHARE <= group[1].similarity < 1
    assert (group[0].equal, group[1].equal) == (True, False)


def test_paragraphs_of_different_documents_are_twins_with_their_places(engine: Engine) -> None:
    found = engine.twins()
    [group] = found.passages  # those of the two versions are not said again
    assert [each.document.year for each in group] == [2018, 2020]
    for each in group:
        assert engine.document_text(each.document.id)[each.start : each.end] == each.text
    assert group[0].text == SHARED
    assert not group[1].equal


def test_equal_texts_in_two_collections_are_equal_whatever_their_width(engine: Engine) -> None:
    wide = FOOD.replace("，", ",").replace("2019", "２０１９")
    engine.put("别处.txt", split_documents(read_bytes(wide.encode(), "别处.txt"), "别处.txt"), collection="别集")
    group = next(group for group in engine.twins().documents if group[0].document.title.endswith("（南坪镇）"))
    assert [each.equal for each in group] == [True, True]
    assert group[1].similarity == 1


def test_filters_and_limits(engine: Engine) -> None:
    assert engine.twins(Filters(collections=("default",))).documents == ()
    found = engine.twins(limit=0)
    assert (found.documents, found.document_groups, found.passage_groups) == ((), 1, 1)
    assert engine.twins(Filters(document_ids=(1,))).document_groups == 0


def test_progress_and_cancelling(engine: Engine) -> None:
    steps: list[tuple[int, int]] = []
    engine.twins(progress=lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 5)
    with pytest.raises(CancelledError):
        engine.twins(cancelled=lambda: True)


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 25)), max_size=12), st.sampled_from([0.3, 0.5, 0.8]))
def test_no_pair_that_is_alike_is_missed(drawn: list[set[int]], least: float) -> None:
    sets = [np.array(sorted(each), np.uint64) for each in drawn]
    found = set(candidates(sets, least))
    for a, b in combinations(range(len(sets)), 2):
        if len(sets[a]) and share(sets[a], sets[b]) >= least:
            assert (a, b) in found


def test_a_wording_in_very_many_texts_still_makes_one_group() -> None:
    same = [np.arange(20, dtype=np.uint64)] * 500
    assert [len(group) for group in grouped([*same, np.arange(100, 120, dtype=np.uint64)])] == [500]


def test_drafts_are_compared_with_one_another(engine: Engine) -> None:
    matrix = cross([NIGHT, FOOD, HOTLINE], CheckOptions(), engine.compare)
    assert [matrix[at][at] for at in range(3)] == [0, 0, 0]
    assert matrix[1] == (0, 0, 0)
    assert 0.3 < matrix[0][2] < 1
    assert 0.3 < matrix[2][0] < 1
    with pytest.raises(CancelledError):
        cross([NIGHT, HOTLINE], CheckOptions(), engine.compare, cancelled=lambda: True)
