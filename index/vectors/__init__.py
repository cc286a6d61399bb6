"""Nearest vectors: the only place that imports faiss; nothing above it knows ids of -1, distances or float64."""

from index.vectors.exact import IdArray
from index.vectors.vector_index import VectorIndex

__all__ = ["IdArray", "VectorIndex"]
