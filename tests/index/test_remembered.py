from collections.abc import Sequence

from index.remembered import Remembered


class Source:
    """Squares of even numbers, and what was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def read(self, ids: Sequence[int]) -> dict[int, int]:
        self.asked.append(list(ids))
        return {each: each * each for each in reversed(ids) if each % 2 == 0}


def test_only_what_is_not_known_is_read_and_the_order_is_that_of_the_ids() -> None:
    source, known = Source(), Remembered[int]()
    assert list(known.of(1, [2, 3, 4], source.read).items()) == [(2, 4), (4, 16)]
    assert list(known.of(1, [6, 4, 2], source.read).items()) == [(6, 36), (4, 16), (2, 4)]
    assert source.asked == [[2, 3, 4], [6]]


def test_a_later_state_forgets_the_former_and_an_older_one_is_not_kept() -> None:
    source, known = Source(), Remembered[int]()
    known.of(1, [2], source.read)
    known.of(2, [2], source.read)
    known.of(1, [2, 4], source.read)  # who reads an older state beside
    known.of(2, [2, 4], source.read)
    assert source.asked == [[2], [2], [2, 4], [4]]


def test_the_latest_are_kept() -> None:
    source, known = Source(), Remembered[int](most=2)
    known.of(1, [2, 4], source.read)
    known.of(1, [2], source.read)
    known.of(1, [6], source.read)
    assert known.of(1, [2, 6], source.read) == {2: 4, 6: 36}
    known.of(1, [4], source.read)
    assert source.asked == [[2, 4], [6], [4]]
