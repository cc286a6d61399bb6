"""Three plain ways to find near-copies, for comparison: each paragraph of a draft with the most similar one of the
corpus, by cosine, by RapidFuzz's partial ratio, by MinHash of five-character strings; above a threshold it is a find.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from corpus.normal import skeleton
from index.embedding import embedded
from index.nearcopy.draft import paragraphs
from index.types import Encoder, FloatArray
from index.windows import windows
from scripts.evaluation.nearcopy_scores import Detection
from scripts.evaluation.pan import Annotation, Range, score
from scripts.evaluation.sources import Sources
from scripts.evaluation.trial import Trial
from scripts.evaluation.truth import Case

# Headings are nobody's copies; all three would take them for such.
_LEAST_CHARS = 20
_GRAM, _PERMUTATIONS = 5, 128
_PRIME = np.uint64((1 << 61) - 1)
_THRESHOLDS = 60


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph of a draft, or a part of it, with what is most similar to it in the corpus."""

    place: Annotation
    score: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the corpus; ``places``: the files that have it, and where it begins in each."""

    places: tuple[tuple[str, int], ...]
    text: str


# For each of the texts: the number of the best paragraph, the score, and the ranges in text and paragraph that match.
Best = Callable[[Sequence[str]], Sequence[tuple[int, float, Range, Range]]]


def baselines(corpus: Sequence[Paragraph], encoder: Encoder) -> Mapping[str, Best]:
    """The three ways over a corpus, by name."""
    texts = [each.text for each in corpus]
    return {
        "cosine of paragraphs": by_cosine(texts, encoder),
        "RapidFuzz partial ratio": by_ratio(texts),
        "MinHash of 5-grams": by_minhash(texts),
    }


def corpus_paragraphs(sources: Sources) -> list[Paragraph]:
    """The paragraphs of all files that are long enough, each text once."""
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for file in sources.files:
        for document in file.documents:
            for start, end in paragraphs(document.text):
                if end - start >= _LEAST_CHARS:
                    places[document.text[start:end]].append((Path(file.name).name, document.file_start + start))
    return [Paragraph(tuple(found), text) for text, found in places.items()]


def matches(best: Best, corpus: Sequence[Paragraph], trial: Trial) -> list[Match]:
    """The best match of each paragraph of the drafts; of equal paragraphs the one that the truth names, if any."""
    found = []
    for name, text in trial.drafts.items():
        planted = [case.place for case in trial.cases if case.place.draft == name]
        ranges = [each for each in paragraphs(text) if each[1] - each[0] >= _LEAST_CHARS]
        results = best([text[start:end] for start, end in ranges])
        for (start, _), (number, value, ours, theirs) in zip(ranges, results, strict=True):
            here = start + ours[0], start + ours[1]
            places = [
                Annotation(name, here, file_name, (begin + theirs[0], begin + theirs[1]))
                for file_name, begin in corpus[number].places
            ]
            met = next((each for each in places if any(each.overlaps(case) for case in planted)), places[0])
            found.append(Match(met, value))
    return found


def detections(found: Sequence[Match], threshold: float) -> list[Detection]:
    """The matches from the threshold up; these ways know no classes."""
    return [Detection(each.place, "verbatim") for each in found if each.score >= threshold]


def best_threshold(found: Sequence[Match], cases: Sequence[Case]) -> float:
    """The threshold with the highest plagdet over all cases."""
    truth = [case.place for case in cases]
    tried = np.unique(np.quantile([each.score for each in found], np.linspace(0, 1, _THRESHOLDS))).tolist()
    return float(
        max(tried, key=lambda least: score(truth, [each.place for each in found if each.score >= least]).plagdet)
    )


def by_cosine(corpus: Sequence[str], encoder: Encoder) -> Best:
    """The cosine of the two paragraphs' vectors, of their first window where they are long."""

    def first(texts: Sequence[str]) -> list[str]:
        return [windows(encoder, embedded(text))[0] for text in texts]

    passages: FloatArray = encoder.encode_passages(first(corpus))

    def best(texts: Sequence[str]) -> list[tuple[int, float, Range, Range]]:
        if not texts:
            return []
        return _whole(encoder.encode_queries(first(texts)) @ passages.T, texts, corpus)

    return best


def by_minhash(corpus: Sequence[str]) -> Best:
    """The Jaccard similarity of the sets of five-character strings, estimated."""
    chance = np.random.default_rng(0)
    factors = chance.integers(1, 1 << 29, (_PERMUTATIONS, 1), dtype=np.uint64)
    offsets = chance.integers(0, 1 << 60, (_PERMUTATIONS, 1), dtype=np.uint64)

    def signature(text: str) -> NDArray[np.uint64]:
        bare = skeleton(text).text
        grams = {zlib.crc32(bare[at : at + _GRAM].encode()) for at in range(max(len(bare) - _GRAM + 1, 1))}
        hashed = np.array(sorted(grams), dtype=np.uint64)
        return np.asarray(((hashed * factors + offsets) % _PRIME).min(axis=1))

    known = np.stack([signature(text) for text in corpus])

    def best(texts: Sequence[str]) -> list[tuple[int, float, Range, Range]]:
        alike = [(known == signature(text)).mean(axis=1) for text in texts]
        return _whole(np.array(alike).reshape(len(texts), len(corpus)), texts, corpus)

    return best


def by_ratio(corpus: Sequence[str]) -> Best:
    """The similarity of the shorter paragraph to the part of the longer one that is most like it."""

    def best(texts: Sequence[str]) -> list[tuple[int, float, Range, Range]]:
        found = []
        for text in texts:
            _, _, number = process.extractOne(text, corpus, scorer=fuzz.partial_ratio)
            at = fuzz.partial_ratio_alignment(text, corpus[number])
            if at is not None:  # None is for a cutoff, and there is none
                found.append((number, at.score, (at.src_start, at.src_end), (at.dest_start, at.dest_end)))
        return found

    return best


def _whole(
    scores: NDArray[np.floating], texts: Sequence[str], corpus: Sequence[str]
) -> list[tuple[int, float, Range, Range]]:
    """The best column of each row, as a match of whole paragraphs."""
    best = [(int(row.argmax()), float(row.max())) for row in scores]
    return [
        (number, value, (0, len(text)), (0, len(corpus[number])))
        for text, (number, value) in zip(texts, best, strict=True)
    ]
