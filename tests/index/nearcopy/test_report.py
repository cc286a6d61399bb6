"""One examination, reported under many options without being examined again."""

import json

import pytest

from index.engine import Engine
from index.nearcopy.findings import Examination
from index.types import CheckOptions, CheckReport, Filters
from tests.index.nearcopy.material import (
    COMMUNITY,
    OWN_AFTER,
    OWN_BEFORE,
    S_COMMUNITY,
    S_ENVIRONMENT,
    S_SUPERVISION,
    SUPERVISION,
    assert_sound,
    covered,
)

DRAFT = f"""关于柳湾县几项工作的汇报
{OWN_BEFORE}{S_COMMUNITY}会议指出，“{S_SUPERVISION}”
在市委、市政府的坚强领导下，以习近平新时代中国特色社会主义思想为指导，我们修好了三条路。
换了人要办交接，任务卡上只认姓名；党小组长每周在楼栋内走访十来户，听到的怨言记在本子上。
批件办完三个月之后，会抽出其中五分之一再去看看，毛病是不是又犯了，还要听听当初那些群众怎么讲。一年里回头看了49件，发现有3件只是在纸上办完了，都重新立了案。
一月二十四日至四月三十日，值班室每班由四人增加到八人。共接听电话21740个，其中约三分之一是不知道该找哪个部门的居民打来的。
按照《中华人民共和国突发事件应对法》第十七条的规定，{S_ENVIRONMENT}
{OWN_AFTER}
"""
_CLASSES = ("verbatim", "edited", "reordered", "paraphrased", "translated")


@pytest.fixture(scope="module")
def examination(sample: Engine) -> Examination:
    return sample.examine(DRAFT)


@pytest.fixture
def never_examined_again(sample: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("examined again")

    monkeypatch.setattr(sample._checker, "examine", refuse)


def reported(sample: Engine, examination: Examination, **options: object) -> CheckReport:
    report = sample.report(examination, CheckOptions(nearest=0, **options))  # type: ignore[arg-type]
    assert_sound(DRAFT, report, sample)
    return report


@pytest.mark.usefixtures("never_examined_again")
def test_more_sensitive_covers_more(sample: Engine, examination: Examination) -> None:
    low, normal, high = (
        covered(reported(sample, examination, sensitivity=each).spans) for each in ("low", "normal", "high")
    )
    assert low <= normal <= high
    assert low


@pytest.mark.usefixtures("never_examined_again")
@pytest.mark.parametrize("wanted", _CLASSES)
def test_only_the_classes_wanted_are_reported(sample: Engine, examination: Examination, wanted: str) -> None:
    report = reported(sample, examination, classes=(wanted,))
    assert {span.span_class for span in report.spans} <= {wanted}
    if wanted in ("verbatim", "paraphrased", "translated"):
        assert report.spans


@pytest.mark.usefixtures("never_examined_again")
def test_marked_spans_are_left_out_on_request(sample: Engine, examination: Examination) -> None:
    every = reported(sample, examination)
    quoted = [span for span in every.spans if "quotation" in span.marks]
    assert [span.text.strip("“”") for span in quoted] == [S_SUPERVISION, S_ENVIRONMENT]  # in marks, and attributed
    without = reported(sample, examination, exclude=("quotation",))
    assert without.spans == tuple(span for span in every.spans if "quotation" not in span.marks)
    assert every.figures.without_quotations < every.figures.copy_share
    template = reported(sample, examination, template=S_COMMUNITY, exclude=("template",))
    assert S_COMMUNITY not in [span.text for span in template.spans]


@pytest.mark.usefixtures("never_examined_again")
@pytest.mark.parametrize("least", [0, 20, 40, 1000])
def test_short_spans_are_left_out_on_request(sample: Engine, examination: Examination, least: int) -> None:
    report = reported(sample, examination, min_span_chars=least)
    assert all(span.end - span.start >= least for span in report.spans)
    assert bool(report.spans) == (least < 1000)


@pytest.mark.usefixtures("never_examined_again")
def test_a_longer_least_run_covers_no_more(sample: Engine, examination: Examination) -> None:
    sizes = [len(covered(reported(sample, examination, min_run_chars=each).spans)) for each in (4, 13, 25, 200)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.usefixtures("never_examined_again")
def test_a_kept_examination_gives_the_same_report(sample: Engine, examination: Examination) -> None:
    again = Examination.from_json(DRAFT, json.loads(json.dumps(examination.to_json())))
    assert again == examination
    assert reported(sample, again) == reported(sample, examination)
    assert DRAFT[:20] not in json.dumps(examination.to_json(), ensure_ascii=False)


def test_a_report_equals_that_of_a_check(sample: Engine, examination: Examination) -> None:
    assert sample.check(DRAFT, CheckOptions(nearest=0)) == reported(sample, examination)


def test_documents_left_out_are_no_sources(sample: Engine) -> None:
    documents = {each.source: each.id for each in sample.documents(limit=100)[0]}
    out = (documents[COMMUNITY], documents[SUPERVISION])
    report = sample.check(DRAFT, CheckOptions(nearest=3, filters=Filters(exclude_document_ids=out)))
    assert_sound(DRAFT, report, sample)
    assert report.spans
    sides = [side for span in report.spans for side in (span.source, *span.alternatives)]
    assert not {side.document.id for side in sides} & {*out}
    assert not {hit.document.id for each in report.paragraphs for hit in each.nearest} & {*out}
    only = sample.check(DRAFT, CheckOptions(nearest=0, filters=Filters(document_ids=(documents[SUPERVISION],))))
    assert {source.document.source for source in only.sources} == {SUPERVISION}


def test_a_paragraph_names_its_neighbours_and_what_is_copied_of_it(sample: Engine, examination: Examination) -> None:
    report = sample.report(examination, CheckOptions(nearest=2))
    assert [DRAFT[each.start : each.end] for each in report.paragraphs] == DRAFT.splitlines()
    assert all(len(each.nearest) <= 2 for each in report.paragraphs)
    assert report.paragraphs[1].copied_chars >= len(S_COMMUNITY) + len(S_SUPERVISION)
    assert_sound(DRAFT, report, sample)


def test_an_examination_of_a_document_that_is_gone_counts_no_more(sample: Engine, examination: Examination) -> None:
    gone = json.loads(json.dumps(examination.to_json()))
    for finding in gone["findings"]:
        finding["document_id"] += 10_000
    assert not sample.report(Examination.from_json(DRAFT, gone), CheckOptions(nearest=0)).spans
