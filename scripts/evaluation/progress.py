"""Progress bars: on a terminal only, on stderr, gone when done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int, label: str) -> Iterator[Sequence[Item]]:
    """The items in lots of at most ``size``, while a bar counts the items that are done."""
    with counter(label) as show:
        for start in range(0, len(items), size):
            batch = items[start : start + size]
            yield batch
            show(start + len(batch), len(items))


@contextmanager
def counter(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how many are done, of how many in all."""
    # disable=None is tqdm's "no bar when stderr is not a terminal".
    with tqdm(desc=label, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
