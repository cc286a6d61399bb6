"""Content said anew: sentences of the draft linked to sentences of sources by meaning."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.closeness import Closeness, background, without
from index.effort import advance
from index.embedding import embedded, script_of
from index.nearcopy.clausewise import Clauses
from index.nearcopy.links import Candidate, Floats, Judges, features, judges
from index.nearcopy.sentences import Encode, Sentences
from index.types import Encoder, FloatArray
from index.windows import windows

# A link that a quick look gives less than this is not looked at closely: it would not count in any run. In a larger
# corpus, where a run needs more, so does a link: with a third of what comes by chance, but at most the second, the
# hand-written drafts keep what they find among 65,000 passages (beyond, they begin to find other things instead).
_HOPELESS, _NEVER_HOPELESS, _OF_CHANCE = -2.5, -1.0, 0.3
# Vectors of sentences and clauses that are remembered, so that an edited draft costs what changed: 31 MB.
_REMEMBERED = 20_000
# Texts encoded in one go, which takes some seconds; in between it is asked whether anybody still waits.
_AT_ONCE = 256


class Anew:
    """Judges links for one model.

    :ivar judges: None where no judge was fitted for the model: then nothing is linked by meaning.
    """

    def __init__(self, encoder: Encoder, closeness: Closeness) -> None:
        self.encoder = encoder
        self.closeness = closeness
        self.judges: Judges | None = judges(encoder.name)
        self._known: dict[bytes, FloatArray] = {}
        self._lock = threading.Lock()

    def draft(self, texts: Sequence[str], main_script: str) -> Sentences:
        """Read sentences of a draft; one whose language cannot be told is of the draft's main one."""
        scripts = np.array([_script(text, main_script) for text in texts], dtype=np.str_)
        vectors = self._encoded(texts, queries=True)
        free = self._freed(vectors, scripts, {each: self.closeness.query_common(each) for each in set(scripts)})
        return Sentences(texts, scripts, vectors, free)

    def source(
        self, texts: Sequence[str], scripts: Sequence[str], vectors: FloatArray, common: dict[str, FloatArray]
    ) -> Sentences:
        """Sentences of sources with their stored vectors; ``common``: what the passages of each language share."""
        names = np.array(scripts, dtype=np.str_)
        return Sentences(texts, names, vectors, self._freed(vectors, names, common))

    def read_source(self, texts: Sequence[str], main_script: str) -> Sentences:
        """Sentences of a source that is not stored."""
        scripts = [_script(text, main_script) for text in texts]
        vectors = self._encoded(texts, queries=False)
        common = {
            each: self.closeness.passage_common(
                each, vectors[[at == each for at in scripts]].mean(axis=0), scripts.count(each)
            )
            for each in set(scripts)
        }
        return self.source(texts, scripts, vectors, common)

    def nats(self, draft: Sentences, source: Sentences, found: Sequence[Candidate], by_chance: float = 0.0) -> Floats:
        """The evidence of each candidate link, shape (n,).

        :param by_chance: Nats that a run of links has by chance among as many sentences as there are.
        """
        hopeless = min(_HOPELESS + _OF_CHANCE * by_chance, _NEVER_HOPELESS)
        values = np.zeros(len(found))
        kinds = [(str(draft.scripts[each.draft]), str(source.scripts[each.source])) for each in found]
        for kind in sorted({*kinds}):
            here = [at for at, each in enumerate(kinds) if each == kind]
            values[here] = self._judged(draft, source, [found[at] for at in here], *kind, hopeless)
        return values

    def _judged(
        self,
        draft: Sentences,
        source: Sentences,
        found: Sequence[Candidate],
        ours: str,
        theirs: str,
        hopeless: float = _HOPELESS,
    ) -> Floats:
        """A quick look at all, a close one at those that are worth it: clauses have to be encoded."""
        assert self.judges is not None  # noqa: S101 - callers look
        across = ours != theirs
        quickly = self.judges.across_quickly if across else self.judges.within_quickly
        closely = self.judges.across if across else self.judges.within
        seen = self.seen_quickly(draft, source, found, ours, theirs)
        values = np.minimum(quickly.nats(seen), hopeless)
        worth = np.flatnonzero(quickly.nats(seen) >= hopeless)
        if len(worth):
            clauses = self.seen_closely(draft, source, [found[at] for at in worth.tolist()], ours, theirs)
            values[worth] = closely.nats(np.concatenate([seen[worth], clauses], axis=1))
        return values

    def similarity(
        self, draft: Sentences, source: Sentences, ours: Sequence[int], theirs: Sequence[int], *, across: bool
    ) -> float:
        """The mean calibrated similarity of linked sentences, [0, 1]."""
        left, right = (draft.free, source.free) if across else (draft.vectors, source.vectors)
        return self.mean_similarity(left[list(ours)], right[list(theirs)], across=across)

    def mean_similarity(self, left: FloatArray, right: FloatArray, *, across: bool) -> float:
        """The mean calibrated similarity of pairs of vectors, row by row, as they are compared, [0, 1]."""
        curve = self.closeness.across if across else self.closeness.within
        return float(curve.similarity((left * right).sum(axis=1)).mean())

    def seen_quickly(
        self, draft: Sentences, source: Sentences, found: Sequence[Candidate], ours: str, theirs: str
    ) -> Floats:
        """The features of candidates of two groups of languages that need no clauses, shape (n, QUICK)."""
        return features(draft, source, found, self._crowd(ours, theirs), across=ours != theirs)

    def seen_closely(
        self, draft: Sentences, source: Sentences, found: Sequence[Candidate], ours: str, theirs: str
    ) -> Floats:
        """The features of their clauses, shape (n, len(FEATURES) - QUICK)."""
        common = self.closeness.query_common(ours)
        their_common = self.closeness.passage_common(theirs, common * 0, 0)

        def encode_ours(texts: Sequence[str]) -> FloatArray:
            vectors = self._encoded(texts, queries=True)
            return vectors if ours == theirs else without(vectors, common)

        def encode_theirs(texts: Sequence[str]) -> FloatArray:
            vectors = self._encoded(texts, queries=False)
            return vectors if ours == theirs else without(vectors, their_common)

        pairs = [(each.draft, each.source) for each in found]
        clauses = Clauses(draft, source, pairs, (encode_ours, encode_theirs), self._crowd(ours, theirs))
        return np.array([clauses.correspondence(*pair) for pair in pairs], dtype=np.float64)

    def _crowd(self, ours: str, theirs: str) -> FloatArray:
        """The vectors of the background's questions in the draft's language, as they are compared."""
        texts = background(ours)
        if not texts:
            return np.empty((0, self.encoder.dim), np.float32)
        vectors = self._encoded(texts, queries=True)
        return vectors if ours == theirs else without(vectors, self.closeness.query_common(ours))

    def _encoded(self, texts: Sequence[str], *, queries: bool) -> FloatArray:
        """One vector a text, that of its windows' mean where it is over the model's window."""
        names = [hashlib.blake2b(f"{queries} {text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
        with self._lock:
            missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._known}
        fresh = dict(zip(missing, self._encode(list(missing.values()), queries=queries), strict=True))
        with self._lock:
            found = [fresh[name] if name in fresh else self._known[name] for name in names]
            self._known |= fresh
            for name in list(self._known)[: max(len(self._known) - _REMEMBERED, 0)]:
                del self._known[name]
        return np.stack(found) if found else np.empty((0, self.encoder.dim), np.float32)

    def _encode(self, texts: Sequence[str], *, queries: bool) -> FloatArray:
        encode = self.encoder.encode_queries if queries else self.encoder.encode_passages
        parts = [windows(self.encoder, embedded(text)) for text in texts]
        pieces = [part for each in parts for part in each]
        flat = np.concatenate(list(_in_lots(encode, pieces)))
        if len(flat) == len(texts):
            return flat
        bounds = np.cumsum([0, *map(len, parts)])
        means = np.stack([flat[start:end].mean(axis=0) for start, end in pairwise(bounds)])
        return without(means, means[0] * 0)

    @staticmethod
    def _freed(vectors: FloatArray, scripts: Sequence[str] | np.ndarray, common: dict[str, FloatArray]) -> FloatArray:
        free = np.empty_like(vectors)
        for script, part in common.items():
            here = np.asarray(scripts) == script
            free[here] = without(vectors[here], part)
        return free


def _in_lots(encode: Encode, pieces: Sequence[str]) -> Iterator[FloatArray]:
    for at in range(0, max(len(pieces), 1), _AT_ONCE):
        advance(at / max(len(pieces), 1))
        yield encode(pieces[at : at + _AT_ONCE])


def _script(text: str, main_script: str) -> str:
    script = script_of(text)
    return main_script if script == "other" else script
