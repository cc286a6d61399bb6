from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import skeleton
from index.fingerprint import fingerprints
from index.said import Said
from index.twins import LEAST_SHARE, SHORTEST_PARAGRAPH

LONG = "对领导批示件逐件登记、逐件督办、逐件反馈，确保事事有着落、件件有回音，全年办结率保持在较高水平"


def alike(*texts: str) -> list[set[int]]:
    said = Said(lambda numbers: [texts[number] for number in numbers])
    said.look_at(range(0, len(texts), 2))  # together or one by one: that makes no difference
    return [{other for other in range(number) if said.same(other, number)} for number in range(len(texts))]


def test_texts_that_differ_in_marks_say_the_same() -> None:
    assert alike("加强督查督办。", "“加强督查、督办”", "加强督查") == [set(), {0}, set()]


def test_a_long_text_with_a_word_changed_says_the_same() -> None:
    changed = LONG.replace("较高", "很高")
    assert alike(LONG, "组织全体干部体检，并安排复查，费用由工会统一支付，家属也可以自愿报名参加", changed) == [
        set(),
        set(),
        {0},
    ]


def test_a_short_text_with_a_word_changed_does_not() -> None:
    assert alike("逐件登记、逐件督办、逐件反馈。", "逐件登记、逐件督办、逐件报告。") == [set(), set()]


def test_all_that_say_the_same_are_found() -> None:
    assert alike(LONG, LONG + "！", "：" + LONG) == [set(), {0}, {0, 1}]


def test_each_text_is_read_once() -> None:
    asked: list[int] = []

    def read(numbers: Sequence[int]) -> list[str]:
        asked.extend(numbers)
        return [LONG] * len(numbers)

    said = Said(read)
    said.look_at([0, 2])
    assert said.same(0, 1)
    assert said.same(2, 1)
    assert asked == [0, 2, 1]


def say_the_same(one: str, other: str) -> bool:
    left, right = skeleton(one).text, skeleton(other).text
    if left == right or min(len(left), len(right)) < SHORTEST_PARAGRAPH:
        return left == right
    prints = set(fingerprints(left)[0].tolist()), set(fingerprints(right)[0].tolist())
    return len(prints[0] & prints[1]) >= LEAST_SHARE * len(prints[0] | prints[1])


# Pieces of one text in many orders and lengths: many share some fingerprints, some enough.
PIECES = st.lists(st.sampled_from([LONG[:20], LONG[20:], "，", " Ａb ", "督查", "考核结果"]), max_size=4).map("".join)


@given(texts=st.lists(PIECES, max_size=6))
def test_the_same_is_found_as_by_comparing_each_with_each(texts: list[str]) -> None:
    pairs = [{other for other in range(row) if say_the_same(texts[other], texts[row])} for row in range(len(texts))]
    assert alike(*texts) == pairs
