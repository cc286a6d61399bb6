import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.regions import NO_POINTS, Points, Region, regions

_SIZE = 20_000
_NEAR = 600
_POINT = st.tuples(st.integers(0, _SIZE - 50), st.integers(1, 50)).map(lambda each: (each[0], sum(each)))


def rows(points: list[tuple[tuple[int, int], tuple[int, int]]]) -> Points:
    return np.array([(*draft, *source) for draft, source in points], dtype=np.int64).reshape(-1, 4)


def plain_regions(points: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[Region]:
    """The surroundings of points, two that meet joined until none meet."""
    found = [tuple((max(0, a - _NEAR), min(_SIZE, b + _NEAR)) for a, b in point) for point in points]
    while True:
        meeting = [(one, other) for at, one in enumerate(found) for other in found[:at] if _meet(one, other)]
        if not meeting:
            return [Region(*each) for each in sorted(found)]
        one, other = meeting[0]
        found.remove(one)
        found.remove(other)
        found.append(tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True)))


def _meet(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    return all(a < d and c < b for (a, b), (c, d) in zip(one, other, strict=True))


@given(st.lists(st.tuples(_POINT, _POINT), max_size=30))
def test_regions_are_those_of_the_plain_search(points: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    assert regions(rows(points), _SIZE, _SIZE) == plain_regions(points)


@given(st.lists(st.tuples(_POINT, _POINT), max_size=30))
def test_each_point_lies_in_one_region_and_no_two_regions_meet(
    points: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    found = regions(rows(points), _SIZE, _SIZE)
    for draft, source in points:
        holding = [
            each
            for each in found
            if each.draft[0] <= draft[0]
            and draft[1] <= each.draft[1]
            and each.source[0] <= source[0]
            and source[1] <= each.source[1]
        ]
        assert len(holding) == 1
    for at, one in enumerate(found):
        assert 0 <= one.draft[0] < one.draft[1] <= _SIZE
        for other in found[at + 1 :]:
            apart = one.draft[1] <= other.draft[0] or other.draft[1] <= one.draft[0]
            assert apart or one.source[1] <= other.source[0] or other.source[1] <= one.source[0]


def test_no_points_no_regions() -> None:
    assert regions(NO_POINTS, 100, 100) == []
