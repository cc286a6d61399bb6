from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.chain import runs

_LINKS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)), st.floats(-4, 6, allow_nan=False), max_size=40
)


@given(_LINKS, st.floats(0, 5))
def test_runs_share_no_sentence_of_the_draft_and_hold_their_links(
    links: dict[tuple[int, int], float], least: float
) -> None:
    found = runs(links, least)
    for at, run in enumerate(found):
        assert run.nats >= least
        assert set(run.links) <= set(links)
        assert all(run.first <= draft <= run.last for draft, _ in run.links)
        assert all(run.source_first <= source <= run.source_last for _, source in run.links)
        assert all(run.last < other.first or other.last < run.first for other in found[at + 1 :])
    assert [run.nats for run in found] == sorted((run.nats for run in found), reverse=True)


@given(_LINKS, st.floats(0, 4), st.floats(0.1, 3))
def test_asking_for_more_evidence_finds_no_more_runs(
    links: dict[tuple[int, int], float], least: float, more: float
) -> None:
    assert len(runs(links, least + more)) <= len(runs(links, least))


def test_links_that_follow_one_another_prove_what_each_alone_does_not() -> None:
    [run] = runs({(3, 7): 2.0, (4, 8): 2.0, (5, 9): 2.0}, 5.0)
    assert (run.first, run.last, run.source_first, run.source_last, run.nats) == (3, 5, 7, 9, 6.0)
    assert not runs({(3, 7): 2.0, (4, 40): 2.0, (5, 90): 2.0}, 5.0)


def test_a_sentence_without_a_link_is_bridged_at_a_cost() -> None:
    [run] = runs({(0, 0): 4.0, (2, 2): 4.0}, 5.0)
    assert (run.first, run.last) == (0, 2)
    assert run.nats < 8.0
    assert not runs({(0, 0): 4.0, (3, 3): 4.0}, 5.0)


def test_sentences_may_have_changed_places() -> None:
    [run] = runs({(0, 2): 3.0, (1, 1): 3.0, (2, 0): 3.0}, 8.0)
    assert (run.first, run.last, run.source_first, run.source_last) == (0, 2, 0, 2)
