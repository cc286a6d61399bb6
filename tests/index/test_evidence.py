import numpy as np
import pytest

from index import evidence
from index.evidence import KINDS, Rendered, Text
from index.types import FloatArray


def measured(query: str, *texts: str, above: str = "") -> FloatArray:
    words = [query[at : at + 2] for at in range(len(query) - 1)]
    asked = evidence.ask(query, dict.fromkeys(words, 2.0), dict.fromkeys(query, 1.0), (), 12.0)
    return evidence.measure(asked, [Text(text, above) for text in texts])


def column(found: FloatArray, kind: str) -> FloatArray:
    return found[:, KINDS.index(kind)]


def test_more_shared_words_are_more_evidence_of_every_kind() -> None:
    found = measured("督查督办落实", "狠抓督查督办落实。", "督查工作。", "组织体检。")
    for kind in ("words", "characters", "cover", "near", "run", "slip"):
        whole, part, none = column(found, kind)
        assert whole > part >= none == 0, kind


def test_words_in_one_sentence_are_nearer_than_in_two() -> None:
    near = column(measured("督查督办", "督查。然后督办。", "督查督办。然后休息。"), "near")
    assert near[1] > near[0]


def test_a_slip_of_the_pen_leaves_the_other_characters() -> None:
    assert column(measured("挂职锻练", "挂职锻炼", "财务管理"), "slip").tolist() == pytest.approx([1, 0], abs=0.4)


def test_headings_above_count_for_what_the_passage_does_not_say_itself() -> None:
    above = column(measured("督查", "加强督查。", "跟踪问效。", above="督查工作"), "above")
    assert above.tolist() == [0, 1]


def test_by_words_alone_the_first_two_kinds_suffice() -> None:
    asked = evidence.ask("督查", {"督查": 1.0}, {"督": 1.0}, (), 4.0)
    found = evidence.measure(asked, [Text("督查", "")], words_only=True)
    assert np.count_nonzero(found) == 2


def test_nothing_to_measure_is_no_error() -> None:
    assert measured("督查").shape == (0, len(KINDS))


def test_a_number_is_no_part_of_a_longer_one() -> None:
    asked = evidence.ask("12", {"12": 2.0}, {}, (), 6.0)
    cover = column(evidence.measure(asked, [Text("第12号", ""), Text("2012年", "")]), "cover")
    assert cover.tolist() == [1, 0]


def test_the_whole_query_is_seen_where_it_stands() -> None:
    asked = evidence.ask("5+2", {}, {}, (), 6.0)
    texts = [Text("践行“白+黑”、“5+2”", ""), Text("5个月2次", ""), Text("15+2", ""), Text("5+25、5+2", "")]
    assert column(evidence.measure(asked, texts), "exact").tolist() == [1, 0, 0, 1]


def test_a_term_with_marks_is_found_as_it_stands() -> None:
    asked = evidence.ask("5+2", {"5": 1.0, "2": 1.0}, {}, (), 6.0)
    run = column(evidence.measure(asked, [Text("践行“5+2”", ""), Text("5个月2次", "")]), "run")
    assert run.tolist() == [1, 0]


def test_renderings_side_by_side_say_more_than_here_and_there() -> None:
    rendered = [Rendered(0, 1, {"督查": 2.0}, 2.0), Rendered(1, 2, {"批示": 2.0}, 2.0)]
    texts = [
        Text(each, "") for each in ("督查批示。会议。", "督查。批示。", "督查。会议。批示。", "督查。会议。", "会议。")
    ]
    found = column(evidence.measure(evidence.ask("", {}, {}, rendered, 8.0), texts), "across")
    assert found.tolist() == pytest.approx([1.0, 1.0, 0.65, 0.5, 0.0])
