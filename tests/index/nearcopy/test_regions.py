from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.regions import regions

_SIZE = 20_000
_POINT = st.tuples(st.integers(0, _SIZE - 50), st.integers(1, 50)).map(lambda each: (each[0], sum(each)))


@given(st.lists(st.tuples(_POINT, _POINT), max_size=30))
def test_each_point_lies_in_one_region_and_no_two_regions_meet(
    points: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    found = regions(points, _SIZE, _SIZE)
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
    assert regions([], 100, 100) == []
