"""Milvus behind ``VectorStore``: vectors on a distributed engine. The only room that imports pymilvus."""
