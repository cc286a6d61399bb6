import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.check import compare
from index.nearcopy.spans import source_at_edges
from index.types import CheckOptions, CheckSpan
from tests.index.nearcopy.material import OWN_AFTER, OWN_BEFORE, SOURCE

# Sentences of SOURCE of which each is distinctive, and clauses that have nothing to do with it.
_COPIED = (
    "总馆每晚延迟到十点闭馆，自习座位由八十个增加到一百九十个，仍然常常坐满。",
    "流动书车每月第二个星期六开往北山五个村，司机兼任管理员，",
    "村民凭身份证借书，还书可以托小学老师代收。",
    "跟着退休师傅学补虫洞、溜书口，一年修好县志残卷四十七册。",
)
_OWN = st.lists(
    st.sampled_from(
        [
            "鱼塘换了新的增氧机。",
            "早稻在月初插完，比去年快了三天。",
            "桥面坑洼已经用沥青补平，货车可以照常通行。",
            "锅炉房的两位师傅轮流值夜。",
            "大棚里的黄瓜每两天摘一次，",
            "Apples were sold by the box.",
            "渡口的班船改在清晨六点开，赶集的人不必再摸黑排队。",
        ]
    ),
    max_size=6,
).map("".join)


def spans(draft: str, source: str = SOURCE, options: CheckOptions = CheckOptions()) -> tuple[CheckSpan, ...]:
    return compare(draft, source, options, None).spans


@given(_OWN, _OWN, st.sampled_from(_COPIED))
@example(
    "Apples were sold by the box.桥面坑洼已经用沥青补平，货车可以照常通行。",
    "Apples were sold by the box.鱼塘换了新的增氧机。Apples were sold by the box.",
    "村民凭身份证借书，还书可以托小学老师代收。",
)
@settings(max_examples=60, deadline=None)
def test_a_copied_stretch_is_found_exactly_whatever_surrounds_it(before: str, after: str, copied: str) -> None:
    draft = before + copied + after
    [span] = spans(draft)
    assert (span.start, span.end) == (len(before), len(before) + len(copied))
    assert copied in span.source.text  # a common word beside both may draw a clause of the source in
    assert len(span.source.text) < len(copied) + 20
    assert span.span_class == "verbatim"
    assert span.similarity == 1.0


@given(
    st.text(alphabet="书车馆座位，。“”\n 学徒补虫洞a2", max_size=80),
    st.text(alphabet="书车馆座位，。\n 学徒b2", max_size=80),
)
@settings(deadline=None)
def test_ranges_lie_in_both_texts_whatever_these_are(draft: str, source: str) -> None:
    for span in spans(draft, source, CheckOptions(sensitivity="high", min_run_chars=4)):
        assert 0 <= span.start < span.end <= len(draft)
        assert span.text == draft[span.start : span.end]
        assert 0 <= span.source.start < span.source.end <= len(source)
        assert span.source.text == source[span.source.start : span.source.end]


def test_an_exact_run_ends_where_the_equality_ends() -> None:
    """Also within a clause: the words that the writer put before and behind it are the writer's."""
    copied = "流动书车每月第二个星期六开往北山五个村，司机兼任管理员，村民凭身份证借书"
    draft = "据了解今年" + copied + "的还有三百来人。"
    [span] = spans(draft)
    assert span.text == copied
    assert span.source.text.rstrip("，") == copied  # the mark that closes the source's clause goes with it


def test_a_ragged_end_moves_to_the_edge_of_a_clause() -> None:
    draft = OWN_BEFORE + "流动大巴每月第二个星期日开往北山五个村，司机兼任管理员，居民凭身份证借书，" + OWN_AFTER
    [span] = spans(draft)
    assert span.start == len(OWN_BEFORE)
    assert draft[span.end - 1] == "，"
    assert span.span_class == "edited"


def test_the_closing_mark_belongs_to_the_span_and_the_next_sentence_does_not() -> None:
    copied = "司机兼任管理员，村民凭身份证借书，还书可以托小学老师代收。"
    draft = f"一、情况\n{copied}\n二、打算"
    [span] = spans(draft)
    assert span.text == copied


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("会风要改。公务从严从简，不摆花草。", "公务从严从简，不摆花草。"),  # the draft has other words before
        ("会风要改。从严从简，不摆花草。其余照旧。", "从严从简，不摆花草。"),
        ("会风要改。公务活动接待工作从严从简，不摆花草。", "从严从简，不摆花草。"),  # no edge is near
    ],
)
def test_a_source_begins_and_ends_at_clauses_where_the_draft_does(source: str, shown: str) -> None:
    draft = "今年桃花开得早。会务从严从简，不摆花草。"
    begin = source.index("从严从简")
    at = draft.index("会务"), len(draft)
    start, end = source_at_edges(draft, at, source, (begin, source.index("花草") + 2))
    assert source[start:end] == shown


def test_a_source_is_left_alone_where_the_draft_is_cut_within_a_clause() -> None:
    draft, source = "今年会务从严从简，不摆花草，", "公务从严从简，不摆花草，"
    there = source.index("从严"), len(source)
    assert source_at_edges(draft, (draft.index("从严"), len(draft)), source, there) == there


def test_blanks_between_sentences_of_english_are_no_part_of_a_source() -> None:
    draft = "Snow fell. The bridge was closed to carts for a week."
    source = "It thawed. The old bridge was closed to carts for a week. Then it rained."
    at = draft.index("The bridge"), len(draft)
    start, end = source_at_edges(draft, at, source, (source.index("old"), source.index(" Then") + 1))
    assert source[start:end] == "The old bridge was closed to carts for a week."
