"""Milvus behind ``VectorStore``: vectors on a distributed engine. The only room that imports pymilvus."""

from index.milvus.store import MilvusStore

__all__ = ["MilvusStore"]
