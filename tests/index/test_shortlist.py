"""The order of the shortlist is the ranker's, over a real store; the encoder is a small fixed one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.compendium import split_documents
from corpus.read import read_bytes
from index.engine import Engine
from index.grouping import Page
from index.types import Filters, Mode, SearchAnswer
from tests.fakes import PairEncoder

TEXTS = {
    "督查.txt": "督查工作总结\n\n对领导批示件逐件建账，限时办结。办结一件销号一件，回访一件。\n会议和文件压减一半。\n",
    "后勤.txt": "后勤工作计划\n\n推行按量取餐。领导批示件限时办结，食堂不例外。\n公务用车统一编号入网。\n",
    "supervision.txt": "Supervision report\n\nInstructions are answered in time.\nMeetings were cut by half.\n",
    "会议.txt": "会议制度\n\n一是少开会。二是开短会。三是会议和文件压减一半，领导批示件限时办结。\n",
}
# So small that every hit passes it: with it all is known of each candidate before hits are chosen.
LOWEST = 1e-12


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(tmp_path, PairEncoder()) as opened:
        for name, text in TEXTS.items():
            opened.put(name, split_documents(read_bytes(text.encode(), name), name))
        yield opened


def shown(answer: SearchAnswer) -> list[tuple[object, ...]]:
    return [
        (hit.passage.id, hit.sentence, hit.alike, hit.twins, hit.joined, pytest.approx(hit.score, abs=1e-5))
        for hit in answer.hits
    ]


@pytest.mark.parametrize("mode", ["meaning", "words"])
@pytest.mark.parametrize("filters", [Filters(), Filters(languages=("en",)), Filters(titles=("会议", "督查"))])
@pytest.mark.parametrize("query", ["领导批示件限时办结", "meetings cut by half", "会议和文件压减一半"])
def test_it_is_the_order_of_the_ranker(engine: Engine, query: str, mode: Mode, filters: Filters) -> None:
    for page in (Page(3), Page(2, offset=1, join=True), Page(5, one_per_document=True, fold_twins=False)):
        [listed] = engine.search([query], mode=mode, filters=filters, page=page)
        whole_page = Page(page.k, page.offset, LOWEST, "similarity", page.one_per_document, page.fold_twins, page.join)
        [weighed] = engine.search([query], mode=mode, filters=filters, page=whole_page)
        hidden = [hit for hit in listed.hits if hit.similarity < LOWEST]
        assert not hidden
        assert shown(listed) == shown(weighed)
        assert listed.has_more == weighed.has_more
