"""A map of the corpus in two dimensions: passages close in meaning lie close together, and regions have names.

t-SNE over the vectors' first principal components (van der Maaten and Hinton 2008); regions are the clusters of the
drawn points, named by the words that their passages have more often than the others.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.normal import fold
from corpus.store import Filters, Store, statistics
from index.errors import CancelledError
from index.lexical import IS_CJK
from index.types import FloatArray
from index.vectorstore import VectorStore

# t-SNE over so many points takes 10 to 20 seconds on two cores; more would neither be read nor clicked.
MOST_POINTS = 1500
# What t-SNE is given: as its authors did, and for speed.
_COMPONENTS = 50
# About how many neighbours a point has; t-SNE's default, and a third of the points where these are few.
_PERPLEXITY = 30.0
_MOST_REGIONS = 12
_WORDS = 3
# Maps kept: the whole corpus, and some that were narrowed to a year or an organ.
_KEPT = 8
# Words that name nothing, by hand from the sample corpus: quantities, pronouns, "already", "carry out"; English ones
# are scikit-learn's.
_EMPTY = (
    "全年 万元 亿元 年度 今年 去年 本年 我们 他们 大家 自己 其中 以及 以上 以下 进行 开展 已经 可以 没有 一个 一批 "
    "单位 方面 情况 问题 工作 累计 同比 达到 左右 之一 不得 应当 必须 不能 如果 因为 所以"
)
# A word must be in so many passages of its region to name it.
_LEAST_PASSAGES = 2


@dataclass(frozen=True, slots=True)
class Point:
    """A passage at its place, x and y in [0, 1]; ``region`` is its region's number."""

    passage_id: int
    document_id: int
    x: float
    y: float
    region: int


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the map: its middle, the words that name it, how many of the points lie in it."""

    x: float
    y: float
    words: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class CorpusMap:
    """Points, the regions they lie in, and of which state of the store it is."""

    points: tuple[Point, ...]
    regions: tuple[Region, ...]
    store_version: int


class Cartographer:
    """Draws maps, and keeps those it has drawn as long as the store is what it was."""

    def __init__(self, store: Store, meaning: VectorStore) -> None:
        self.store = store
        self.meaning = meaning
        self._drawn: dict[str, CorpusMap] = {}
        self._lock = threading.Lock()

    def known(self, filters: Filters) -> CorpusMap | None:
        """The map of the documents within the filters, where it is drawn already and still true."""
        found = self._drawn.get(repr(filters))
        return found if found is not None and found.store_version == self.store.version else None

    def draw(self, filters: Filters, cancelled: Callable[[], bool]) -> CorpusMap:
        """Draw the map, which takes seconds.

        :raises CancelledError: If ``cancelled`` says so.
        """
        with self._lock:  # who waits for the same map finds it drawn
            found = self.known(filters)
            if found is not None:
                return found
            drawn = self._draw(filters, cancelled)
            self._drawn = dict([*self._drawn.items(), (repr(filters), drawn)][-_KEPT:])
            return drawn

    def _draw(self, filters: Filters, cancelled: Callable[[], bool]) -> CorpusMap:
        with self.store.reading() as connection:
            version = self.store.version
            passages = statistics.spread_passages(connection, filters, MOST_POINTS)
        if not passages:
            return CorpusMap((), (), version)
        vectors, scripts = self.meaning.get([text_id for _, _, text_id in passages])
        placed = _placed(self._centred(vectors, scripts))
        if cancelled():
            raise CancelledError("The work was cancelled.")
        regions = _regions(placed)
        infos = self.store.passage_infos([passage_id for passage_id, _, _ in passages])
        texts = [infos[passage_id].text if passage_id in infos else "" for passage_id, _, _ in passages]
        points = tuple(
            Point(passage_id, document_id, round(float(x), 4), round(float(y), 4), int(region))
            for (passage_id, document_id, _), (x, y), region in zip(passages, placed, regions, strict=True)
        )
        return CorpusMap(points, _named(placed, regions, texts), version)

    def _centred(self, vectors: FloatArray, scripts: Sequence[str]) -> FloatArray:
        """Without what all texts of a group of languages share: else the map would be one of languages."""
        means = {script: self.meaning.mean(script) for script in set(scripts) if script}
        centred = np.array([vector - means.get(script, 0) for vector, script in zip(vectors, scripts, strict=True)])
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(lengths, 1e-6), dtype=np.float32)


def _placed(vectors: FloatArray) -> NDArray[np.float64]:
    """A place in [0, 1]² for each vector, shape (n, 2)."""
    from sklearn.manifold import TSNE  # noqa: PLC0415 - takes a second to import, and few ask for a map

    left, lengths, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    reduced = (left * lengths)[:, :_COMPONENTS]
    if len(vectors) < 5:  # too few for neighbourhoods
        places = np.zeros((len(vectors), 2))
        places[:, : min(2, reduced.shape[1])] = reduced[:, :2]
    else:
        first = reduced[:, :2] / max(float(reduced[:, 0].std()), 1e-9) * 1e-4  # as t-SNE's own "pca" scales it
        perplexity = min(_PERPLEXITY, (len(vectors) - 1) / 3)
        places = TSNE(2, perplexity=perplexity, init=first.astype(np.float32), random_state=0).fit_transform(reduced)
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray((places - low) / np.maximum(high - low, 1e-9), dtype=np.float64)


def _regions(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of the region that each place lies in."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - as above

    distinct = len(np.unique(places, axis=0))
    count = min(max(round(sqrt(len(places) / 8)), 1), _MOST_REGIONS, distinct)
    return np.asarray(KMeans(count, n_init=4, random_state=0).fit_predict(places), dtype=np.int64)


def _named(places: NDArray[np.float64], regions: NDArray[np.int64], texts: Sequence[str]) -> tuple[Region, ...]:
    """The regions with the words that stand out in them."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # noqa: PLC0415 - as above

    empty = {*_EMPTY.split(), *ENGLISH_STOP_WORDS}
    words = [set(_words(text)) - empty for text in texts]
    everywhere = Counter(word for each in words for word in each)
    found = []
    for number in range(int(regions.max()) + 1):
        inside = np.flatnonzero(regions == number)
        here = Counter(word for at in inside.tolist() for word in words[at])
        middle = np.median(places[inside], axis=0)
        best = _outstanding(here, everywhere, len(inside), len(texts))
        found.append(Region(round(float(middle[0]), 4), round(float(middle[1]), 4), best, len(inside)))
    return tuple(found)


def _outstanding(here: Counter[str], everywhere: Counter[str], passages: int, of: int) -> tuple[str, ...]:
    """Words that a region's passages have more often than all: by the information that the word gives of the region."""
    weights = {
        word: count / passages * log((count / passages) / (everywhere[word] / of))
        for word, count in here.items()
        if count >= min(_LEAST_PASSAGES, passages)
    }
    return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS])


def _words(text: str) -> Iterator[str]:
    """Words that can name something: Chinese ones of two and more characters, Latin ones of five and more letters."""
    for word in rjieba.cut(fold(text).text):
        is_long = len(word) >= (2 if IS_CJK.match(word) else 5)
        if is_long and not any(char.isdigit() for char in word):
            yield word
