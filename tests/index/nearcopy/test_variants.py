"""Set phrases that every document has in words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.nearcopy.findings import Finding
from index.nearcopy.variants import with_variants, worn_variants
from index.types import CheckOptions
from tests.fakes import PairEncoder
from tests.index.nearcopy.material import put

_ORGANS = ("青禾县", "柳湾县", "白石县", "枫林县", "东塘县", "长坡县")
# Each report names the same works, each with its own choice and order; no eight characters are common to four of them.
_WORKS = (
    "过去一年，桑园修剪、茶山巡护、渡口照明、竹器编织、戏台修缮、鱼苗放养等工作有新进展。",
    "茶山巡护、戏台修缮、桑园修剪、鱼苗放养、竹器编织、渡口照明扎实推进。",
    "渡口照明、桑园修剪、鱼苗放养、茶山巡护、戏台修缮、竹器编织得到加强。",
    "这一年，竹器编织、鱼苗放养、戏台修缮、桑园修剪、茶山巡护、渡口照明各项工作稳步前行。",
    "戏台修缮、竹器编织、茶山巡护、渡口照明、桑园修剪、鱼苗放养成绩明显。",
)
_DRAFT = "同时，鱼苗放养、渡口照明、竹器编织、茶山巡护、桑园修剪、戏台修缮都有起色。"
_SUBJECTS = ("修路", "种茶", "养蚕", "治水", "办学", "护林")


def finding(document: int, nats: float, draft: tuple[int, int] = (100, 160)) -> Finding:
    return Finding(draft, document, (0, 60), "edited", "words", nats, 0.4, 6, 30)


def test_what_four_documents_have_about_equally_is_worn() -> None:
    findings = [finding(1, 50), finding(2, 40), finding(3, 35), finding(4, 30)]
    assert worn_variants(findings, {}) == [(100, 160, 4)]
    assert worn_variants(findings[:3], {}) == []


def test_what_one_document_has_most_of_is_its_own_wording() -> None:
    assert worn_variants([finding(1, 90), *(finding(at, 30) for at in range(2, 9))], {}) == []


def test_documents_of_one_organ_are_one_carrier() -> None:
    assert worn_variants([finding(at, 40) for at in range(8)], dict.fromkeys(range(6), 1)) == []


def test_a_document_counts_with_the_part_it_shares() -> None:
    elsewhere = [finding(at, 40, (140, 240)) for at in range(2, 9)]
    assert worn_variants([finding(1, 50), *elsewhere], {}) == [(140, 240, 7)]


def test_variants_and_set_phrases_are_apart() -> None:
    findings = [finding(at, 40) for at in range(4)]
    assert with_variants([(90, 110, 9), (160, 170, 5)], findings, {}) == ((90, 160, 9), (160, 170, 5))


@pytest.mark.parametrize("carriers", [5, 2])
def test_a_list_that_every_report_has_is_a_set_phrase(tmp_path: Path, carriers: int) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        for organ, works, subject in zip(_ORGANS[:carriers], _WORKS, _SUBJECTS, strict=False):
            put(engine, f"{organ}.txt", f"{organ}人民政府2023年工作总结\n本县今年以{subject}为主。\n{works}\n")
        draft = f"桃花节办了九天，来的人比往年多出一半。\n{_DRAFT}\n明年打算把摊位往北挪。\n"
        report = engine.report(engine.examine(draft), CheckOptions(nearest=0, sensitivity="high"))
    at = draft.index("竹器编织")
    spans = [span for span in report.spans if span.start <= at < span.end]
    worn = [phrase for phrase in report.set_phrases if phrase.start <= at < phrase.end]
    assert spans or worn
    assert all(("set_phrase" in span.marks) == (carriers >= 4) for span in spans)
    assert not worn or carriers >= 4
