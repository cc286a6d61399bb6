"""Other search libraries over the same texts and vectors, each set up as its documentation shows.

None of them is needed but for the comparison: requirements-compare.txt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from corpus.normal import fold
from index.types import FloatArray

#: Takes a query's text and vector and answers the places of texts, best first.
Search = Callable[[str, FloatArray], list[int]]
DEPTH = 100
_WORDS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


def pairs(text: str) -> list[str]:
    """Character pairs, the usual tokens for BM25 on Chinese without a dictionary; Latin words stay whole."""
    tokens: list[str] = []
    for word in _WORDS.findall(fold(text).text):
        tokens += [word] if word.isascii() else [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    return tokens


def plain_faiss(texts: Sequence[str], vectors: FloatArray, encode: Callable[[list[str]], FloatArray]) -> Search:
    """Whole texts, one vector each, inner product."""

    def search(_: str, vector: FloatArray) -> list[int]:
        return [int(each) for each in np.argsort(-(vectors @ vector), kind="stable")[:DEPTH]]  # what IndexFlatIP gives

    return search


def rank_bm25(texts: Sequence[str], vectors: FloatArray, encode: Callable[[list[str]], FloatArray]) -> Search:
    """BM25Okapi of rank_bm25 on character pairs."""
    index: Any = import_module("rank_bm25").BM25Okapi([pairs(text) for text in texts])

    def search(query: str, _: FloatArray) -> list[int]:
        return [int(each) for each in np.argsort(-index.get_scores(pairs(query)), kind="stable")[:DEPTH]]

    return search


def bm25s(texts: Sequence[str], vectors: FloatArray, encode: Callable[[list[str]], FloatArray]) -> Search:
    """bm25s (Lucene's formula, its default) on character pairs."""
    index: Any = import_module("bm25s").BM25()
    index.index([pairs(text) for text in texts], show_progress=False)

    def search(query: str, _: FloatArray) -> list[int]:
        found, _scores = index.retrieve([pairs(query)], k=min(DEPTH, len(texts)), show_progress=False)
        return [int(each) for each in found[0]]

    return search


def txtai(texts: Sequence[str], vectors: FloatArray, encode: Callable[[list[str]], FloatArray]) -> Search:
    """txtai, hybrid as one option switches it on: dense and its own BM25, scores mixed half and half."""
    index: Any = import_module("txtai").Embeddings(
        {"method": "external", "transform": encode, "hybrid": True, "content": False}
    )
    index.index([(place, text, None) for place, text in enumerate(texts)])

    def search(query: str, _: FloatArray) -> list[int]:
        return [int(place) for place, _score in index.search(query, DEPTH)]

    return search


def qdrant(texts: Sequence[str], vectors: FloatArray, encode: Callable[[list[str]], FloatArray]) -> Search:
    """Qdrant in memory: dense and sparse (character pairs with its IDF), fused by reciprocal ranks."""
    module: Any = import_module("qdrant_client")
    models: Any = module.models
    client = module.QdrantClient(":memory:")
    names: dict[str, int] = {}

    def sparse(text: str) -> Any:
        counts: dict[int, float] = {}
        for pair in pairs(text):
            place = names.setdefault(pair, len(names))
            counts[place] = counts.get(place, 0.0) + 1.0
        return models.SparseVector(indices=list(counts), values=list(counts.values()))

    client.create_collection(
        "texts",
        vectors_config={"dense": models.VectorParams(size=vectors.shape[1], distance=models.Distance.DOT)},
        sparse_vectors_config={"words": models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    points = [
        models.PointStruct(id=place, vector={"dense": vectors[place].tolist(), "words": sparse(text)})
        for place, text in enumerate(texts)
    ]
    client.upsert("texts", points)

    def search(query: str, vector: FloatArray) -> list[int]:
        answer = client.query_points(
            "texts",
            prefetch=[
                models.Prefetch(query=vector.tolist(), using="dense", limit=DEPTH),
                models.Prefetch(query=sparse(query), using="words", limit=DEPTH),
            ],
            query=models.FusionQuery(fusion=models.Fusion.RRF),
            limit=DEPTH,
        )
        return [int(point.id) for point in answer.points]

    return search


PEERS = {
    "FAISS, plain": plain_faiss,
    "rank_bm25": rank_bm25,
    "bm25s": bm25s,
    "txtai, hybrid": txtai,
    "Qdrant local, hybrid": qdrant,
}
