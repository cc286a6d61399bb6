from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from index.nearcopy.alignment import Step, steps

letters = st.text(alphabet="甲乙丙丁", max_size=60)


def equal_characters(found: list[Step]) -> int:
    return sum(step.size for step in found if step.equal)


def covers(left: str, right: str, found: list[Step]) -> bool:
    return (
        "".join(left[slice(*step.left)] for step in found) == left
        and "".join(right[slice(*step.right)] for step in found) == right
        and all(left[slice(*step.left)] == right[slice(*step.right)] for step in found if step.equal)
    )


@given(letters, letters)
def test_steps_lead_from_one_text_to_the_other_with_as_many_equal_characters_as_can_be(left: str, right: str) -> None:
    found = steps(left, right)
    assert covers(left, right, found)
    assert equal_characters(found) == (len(left) + len(right) - Indel.distance(left, right)) / 2


@given(st.lists(st.tuples(st.integers(0, 3999), st.sampled_from(["cut", "add"]), st.integers(1, 40)), max_size=30))
@settings(max_examples=20, deadline=None)
def test_long_texts_are_cut_without_losing_much(changes: list[tuple[int, str, int]]) -> None:
    left = "".join(chr(0x4E00 + (at * 7919) % 9973) for at in range(6000))
    right = left
    for at, kind, size in changes:
        right = right[:at] + ("新" * size if kind == "add" else "") + right[at + (size if kind == "cut" else 0) :]
    found = steps(left, right)
    assert covers(left, right, found)
    assert equal_characters(found) >= 0.99 * (len(left) + len(right) - Indel.distance(left, right)) / 2


def test_a_piece_of_any_length_that_shares_nothing_is_one_change() -> None:
    assert steps("甲" * 30_000, "乙" * 30_000) == [Step(False, (0, 30_000), (0, 30_000))]
