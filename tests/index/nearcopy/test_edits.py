from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.normal import fold
from index.nearcopy.edits import edits
from index.types import Edit

_TEXT = st.text(alphabet="督查督辦办件，。 \n２2Ａa\u200b", max_size=60)


def applied(steps: Iterable[Edit], draft: str, source: str) -> str:
    """What the steps make of the source, folded: its equal parts kept, the rest taken from the draft."""
    return "".join(
        fold(source[slice(*step.source)]).text if step.op == "equal" else fold(draft[slice(*step.draft)]).text
        for step in steps
    )


@settings(deadline=None)
@given(_TEXT, _TEXT, st.integers(0, 9), st.integers(0, 9))
def test_the_steps_make_the_draft_of_the_source(draft: str, source: str, before: int, there: int) -> None:
    here, other = "前" * before + draft + "后", "先" * there + source + "末"
    at, source_at = (before, before + len(draft)), (there, there + len(source))
    steps = edits(here, at, other, source_at)
    assert applied(steps, here, other).replace(" ", "") == fold(draft).text.replace(" ", "")


@settings(deadline=None)
@given(_TEXT, _TEXT)
def test_the_steps_are_in_order_and_stay_within_both_stretches(draft: str, source: str) -> None:
    steps = edits(draft, (0, len(draft)), source, (0, len(source)))
    for step in steps:
        assert 0 <= step.draft[0] <= step.draft[1] <= len(draft)
        assert 0 <= step.source[0] <= step.source[1] <= len(source)
        assert (step.op == "insert") == (step.source[0] == step.source[1])
        assert (step.op == "delete") == (step.draft[0] == step.draft[1])
        if step.op == "equal":
            ours, theirs = fold(draft[slice(*step.draft)]).text, fold(source[slice(*step.source)]).text
            assert ours.replace(" ", "") == theirs.replace(" ", "")
    for before, after in pairwise(steps):
        assert before.draft[1] <= after.draft[0]
        assert before.source[1] <= after.source[0]
        assert before.op == "equal" or after.op == "equal"


def test_each_change_is_one_step() -> None:
    source, draft = "网格员每天走访不少于20户，当天分流。", "网格员每周走访不少于30户，分流。"
    steps = edits(draft, (0, len(draft)), source, (0, len(source)))
    changes = [
        (step.op, source[slice(*step.source)], draft[slice(*step.draft)]) for step in steps if step.op != "equal"
    ]
    assert changes == [("replace", "天", "周"), ("replace", "2", "3"), ("delete", "当天", "")]


def test_texts_that_folding_makes_equal_are_one_equal_step() -> None:
    draft, source = "對領導批示件\u200b逐件建賬２０", "对领导批示件逐件建账20"
    [step] = edits(draft, (0, len(draft)), source, (0, len(source)))
    assert (step.op, step.draft, step.source) == ("equal", (0, len(draft)), (0, len(source)))


def test_a_very_long_stretch_is_shown_as_one_change() -> None:
    long = "督查" * 20_000
    assert edits(long, (0, len(long)), "督查", (0, 2)) == (Edit("replace", (0, len(long)), (0, 2)),)
