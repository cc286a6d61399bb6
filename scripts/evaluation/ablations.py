"""The draft check with one of its parts taken out, for the time of a ``with``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from unittest.mock import patch

import numpy as np

from index import lexical
from index.fingerprint_index import FingerprintIndex, Seeds
from index.nearcopy import resolve
from index.nearcopy.anew import Anew
from index.nearcopy.bymeaning import Linked, MeaningFinder
from index.nearcopy.links import Candidate, Floats
from index.nearcopy.sentences import Sentences
from index.nearcopy.setphrases import SetPhrases, Wear

Ablation = Callable[[], AbstractContextManager[None]]

# A sentence pair over the cosine threshold counts by itself; one below ends a run.
_LINKED, _UNLINKED = 6.0, -2.5


@contextmanager
def no_fingerprints() -> Iterator[None]:
    """No places where 13 characters are equal are looked up."""
    none = np.empty(0, np.int64)
    with patch.object(FingerprintIndex, "seeds", lambda *_: Seeds(none, none, none)):
        yield


@contextmanager
def no_lexical() -> Iterator[None]:
    """No passages are asked for by rare words."""
    with patch.object(lexical, "ask", lambda *_: None):
        yield


@contextmanager
def no_anchors() -> Iterator[None]:
    """The nearest sentences are not compared word by word; what is said anew is still looked for."""
    with patch.object(Linked, "anchors", lambda *_: iter(())):
        yield


@contextmanager
def no_meaning() -> Iterator[None]:
    """Nothing is done by meaning."""
    with no_anchors(), patch.object(MeaningFinder, "findings", lambda *_: []):
        yield


@contextmanager
def no_set_phrases() -> Iterator[None]:
    """No wording is known to be common to the genre."""

    def wears(_: SetPhrases, texts: Sequence[str]) -> list[Wear]:
        return [Wear(np.zeros(len(text), np.uint8), np.zeros(len(text), np.bool_)) for text in texts]

    with patch.object(SetPhrases, "wears", wears):
        yield


@contextmanager
def no_draft_prior() -> Iterator[None]:
    """A draft that is known to borrow is believed no sooner to borrow elsewhere."""
    with patch.object(resolve, "SAME_DOCUMENT_NATS", 0.0), patch.object(resolve, "BORROWED_DRAFT_NATS", 0.0):
        yield


def cosine_judge(within: float, across: float) -> Ablation:
    """Sentences are linked when their cosine is over a threshold: within a group of languages, or across."""

    @contextmanager
    def patched() -> Iterator[None]:
        def judged(
            _: Anew, draft: Sentences, source: Sentences, found: Sequence[Candidate], ours: str, theirs: str, *__: float
        ) -> Floats:
            least = within if ours == theirs else across
            return np.where([each.cosine >= least for each in found], _LINKED, _UNLINKED)

        with patch.object(Anew, "_judged", judged):
            yield

    return patched


def alone(name: str) -> Ablation:
    """Places to compare word by word come in one way only; what is said anew is still looked for."""

    @contextmanager
    def patched() -> Iterator[None]:
        with ExitStack() as stack:
            for other, ablation in _WAYS.items():
                if other != name:
                    stack.enter_context(ablation())
            yield

    return patched


_WAYS: Mapping[str, Ablation] = {
    "fingerprints": no_fingerprints,
    "lexical candidates": no_lexical,
    "nearest sentences": no_anchors,
}
ABLATIONS: Mapping[str, Ablation] = {
    **{f"without {name}": ablation for name, ablation in _WAYS.items()},
    **{f"{name} alone": alone(name) for name in _WAYS},
    "without meaning at all": no_meaning,
    "without set phrases": no_set_phrases,
    "without the draft prior": no_draft_prior,
}
