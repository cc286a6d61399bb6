"""What an answer may take: it ends when nobody waits, and takes no more steps than it may; steps, not seconds."""

import random
from collections.abc import Callable

import pytest

from index.check import compare
from index.effort import effort, limited, spend
from index.errors import CancelledError
from index.nearcopy.twotexts import findings_between
from index.types import CheckOptions

_S = "对领导批示件逐件登记、逐件督办、逐件反馈，确保件件有着落。"
_HAN = "".join(map(chr, range(0x4E00, 0x9FA5)))


def _drawn(letters: str, count: int, seed: int) -> str:
    drawn = "".join(random.Random(seed).choices(letters, k=count))
    return "。".join(drawn[at : at + 30] for at in range(0, count, 30))


# Drafts of about so many characters that were hard once.
_HARD: dict[str, Callable[[int, int], str]] = {
    "few characters": lambda size, seed: _drawn("督办落实反馈", size, seed),
    "sixty characters": lambda size, seed: _drawn(_HAN[:60], size, seed),
    "chance characters": lambda size, seed: _drawn(_HAN, size, seed),
    "one sentence": lambda size, _: _S * (size // len(_S)),
    "one sentence, numbered": lambda size, _: "".join(f"第{at}项：{_S}" for at in range(size // 35)),
    "one character": lambda size, _: "好" * size,
    "short lines": lambda size, _: "督办\n" * (size // 3),
    "quotation marks": lambda size, _: "“”" * (size // 2),
}


def test_nothing_is_counted_outside_and_everything_inside() -> None:
    assert spend(10**15)
    limited("work")
    with effort(most=100) as work:
        assert spend(60)
        with effort() as inner:
            assert spend(1000)
        assert spend(40)
        assert not spend(1)
        limited("documents")
    assert (work.steps, work.limits) == (100, {"work", "documents"})
    assert (inner.steps, inner.limits) == (1000, set())


def test_who_does_not_wait_any_more_gets_no_answer() -> None:
    with effort(lambda: True), pytest.raises(CancelledError):
        spend(1)
    asked = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    draft = "".join(f"第{at}项：{_S}" for at in range(200))
    with pytest.raises(CancelledError):
        compare(draft, draft[::-1] + draft, CheckOptions(), None, stopped)
    assert len(asked) == 3


@pytest.mark.parametrize("name", _HARD)
def test_a_draft_twice_as_long_takes_about_twice_the_steps(name: str) -> None:
    source = _HARD[name](3_000, 1)
    steps = []
    for size in (4_000, 8_000, 16_000):
        with effort() as work:
            findings_between(_HARD[name](size, 2), source, None)
        steps.append(work.steps)
    assert steps[2] <= 2.5 * max(steps[1], 1_000) <= 2.5**2 * max(steps[0], 1_000)


def test_a_comparison_that_would_take_too_many_steps_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = _S + "".join(f"第{at}项：{_drawn(_HAN, 30, at)}" for at in range(40))
    whole = compare(draft, draft, CheckOptions(), None)
    assert whole.limits == ()
    assert whole.figures.copy_share > 0.99
    monkeypatch.setattr("index.check.MOST_STEPS", 10)
    part = compare(draft, draft, CheckOptions(), None)
    assert part.limits == ("work",)
    assert part.figures.copy_share > 0  # exact runs are still found
