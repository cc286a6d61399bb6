"""Content said anew: sentences of the draft linked to sentences of sources by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.closeness import Closeness, background, without
from index.embedding import embedded, script_of
from index.nearcopy.clausewise import Clauses
from index.nearcopy.links import Candidate, Floats, Judges, features, judges
from index.nearcopy.sentences import Sentences
from index.types import Encoder, FloatArray
from index.windows import windows


class Anew:
    """Judges links for one model.

    :ivar judges: None where no judge was fitted for the model: then nothing is linked by meaning.
    """

    def __init__(self, encoder: Encoder, closeness: Closeness) -> None:
        self.encoder = encoder
        self.closeness = closeness
        self.judges: Judges | None = judges(encoder.name)

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

    def nats(self, draft: Sentences, source: Sentences, found: Sequence[Candidate]) -> Floats:
        """The evidence of each candidate link, shape (n,)."""
        values = np.zeros(len(found))
        for ours, theirs in {(draft.scripts[each.draft], source.scripts[each.source]) for each in found}:
            here = [
                at
                for at, each in enumerate(found)
                if (draft.scripts[each.draft], source.scripts[each.source]) == (ours, theirs)
            ]
            values[here] = self._judged(draft, source, [found[at] for at in here], str(ours), str(theirs))
        return values

    def similarity(
        self, draft: Sentences, source: Sentences, ours: Sequence[int], theirs: Sequence[int], *, across: bool
    ) -> float:
        """The mean calibrated similarity of linked sentences, [0, 1]."""
        left, right = (draft.free, source.free) if across else (draft.vectors, source.vectors)
        curve = self.closeness.across if across else self.closeness.within
        return float(curve.similarity((left[list(ours)] * right[list(theirs)]).sum(axis=1)).mean())

    def seen(self, draft: Sentences, source: Sentences, found: Sequence[Candidate], ours: str, theirs: str) -> Floats:
        """The features of candidates of two groups of languages, shape (n, features)."""
        across = ours != theirs
        common = self.closeness.query_common(ours)
        crowd = (
            self._encoded(background(ours), queries=True)
            if background(ours)
            else np.empty((0, self.encoder.dim), np.float32)
        )
        crowd = without(crowd, common) if across else crowd
        their_common = self.closeness.passage_common(theirs, common * 0, 0)

        def encode_ours(texts: Sequence[str]) -> FloatArray:
            vectors = self._encoded(texts, queries=True)
            return without(vectors, common) if across else vectors

        def encode_theirs(texts: Sequence[str]) -> FloatArray:
            vectors = self._encoded(texts, queries=False)
            return without(vectors, their_common) if across else vectors

        clauses = Clauses(
            draft, source, [(each.draft, each.source) for each in found], (encode_ours, encode_theirs), crowd
        )
        return features(draft, source, found, crowd, clauses, across=across)

    def _judged(
        self, draft: Sentences, source: Sentences, found: Sequence[Candidate], ours: str, theirs: str
    ) -> Floats:
        assert self.judges is not None  # noqa: S101 - callers look
        judge = self.judges.across if ours != theirs else self.judges.within
        return judge.nats(self.seen(draft, source, found, ours, theirs))

    def _encoded(self, texts: Sequence[str], *, queries: bool) -> FloatArray:
        """One vector a text, that of its windows' mean where it is over the model's window."""
        encode = self.encoder.encode_queries if queries else self.encoder.encode_passages
        parts = [windows(self.encoder, embedded(text)) for text in texts]
        flat = encode([part for each in parts for part in each])
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


def _script(text: str, main_script: str) -> str:
    script = script_of(text)
    return main_script if script == "other" else script
