"""The Milvus collections of one corpus: one for each group of languages, made when its first text comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from pymilvus import DataType, MilvusClient

from index.milvus import rows
from index.milvus.server import Server
from index.types import FloatArray

# Collections of a corpus are hashed into so many partitions (Milvus' own default).
_PARTITIONS = 16
# Links a node has, and how widely they are sought while building: as measured (docs/scaling.md).
_HNSW = {"M": 16, "efConstruction": 200}
# How widely a search looks, at least; and where filters leave a part of the graph only: of a collection with 6,800 of
# 100,000 rows, whose neighbours are nearly equidistant, 256 found 0.82 of the nearest ten, 1024 0.95 (docs/scaling.md).
LEAST_EF, FILTERED_EF = 256, 1024
# Milvus returns no more hits to a query, and takes no wider search.
MOST_HITS = 16_384
# Hits of all queries of one request; an answer holds a key and a distance for each.
_MOST_HITS_A_REQUEST = 200_000
# Rows written in one request (tried: 200 to 2,000; 2,000 took 0.34 s).
LOT = 1000


class Spaces:
    """The collections ``name_corpus_model_script`` of one server; two data folders never have the same.

    :ivar server: The Milvus they are in.
    """

    def __init__(self, server: Server, fingerprint: str, dim: int, corpus_id: str) -> None:
        self.server = server
        self._dim = dim
        model = "".join(each for each in fingerprint if each.isalnum())[:16]
        self._prefix = f"{server.address.name}_{corpus_id}_{model}_"
        self._known: set[str] = set()
        self._lock = threading.Lock()

    @property
    def kind(self) -> str:
        """How vectors are searched there."""
        return "FLAT" if self._is_lite else "HNSW"

    @property
    def _is_lite(self) -> bool:
        return "lite" in self.server.version and not self.server.version.startswith("v2.3")

    def scripts(self) -> list[str]:
        """The groups of languages that have a collection."""
        names = self.server.read(lambda client: client.list_collections())
        return sorted(each.removeprefix(self._prefix) for each in names if each.startswith(self._prefix))

    def ensure(self, script: str) -> None:
        """Make the collection of a group, if it is not there."""
        with self._lock:
            if script not in self._known:
                if not self.server.write(lambda client: client.has_collection(self._name(script))):
                    self._create(script)
                self._known.add(script)

    def put(self, script: str, lot: Sequence[dict[str, Any]], *, fresh: bool = False) -> None:
        """Write rows, in place of those that have their keys.

        :param fresh: Whether no such keys can be there.
        """
        self.ensure(script)
        for start in range(0, len(lot), LOT):
            part = list(lot[start : start + LOT])
            put = partial(self._put, script=script, part=part, fresh=fresh)
            self.server.write(put, self._name(script))

    def delete(self, script: str, expression: str) -> None:
        """Delete the rows that an expression names."""
        name = self._name(script)
        self.server.write(lambda client: client.delete(name, filter=expression), name)

    def search(
        self,
        script: str,
        queries: FloatArray,
        limit: int,
        expression: str,
        written_ms: int,
        least_ef: int = LEAST_EF,
    ) -> list[list[int]]:
        """Keys of the rows nearest to each query, best first.

        :param written_ms: The state of this moment (Unix time) at least is searched.
        :param least_ef: How widely at least (HNSW's ef).
        """
        lots = max(_MOST_HITS_A_REQUEST // limit, 1)
        return [
            found
            for start in range(0, len(queries), lots)
            for found in self._search(script, queries[start : start + lots], limit, expression, written_ms, least_ef)
        ]

    def _search(
        self, script: str, queries: FloatArray, limit: int, expression: str, written_ms: int, least_ef: int
    ) -> Iterator[list[int]]:
        breadth = {} if self.kind == "FLAT" else {"ef": min(max(least_ef, limit), MOST_HITS)}
        answers = self.server.read(
            lambda client: client.search(
                self._name(script),
                list(queries),
                limit=limit,
                filter=expression,
                search_params={"metric_type": "COSINE", "params": breadth},
                consistency_level="Customized",
                guarantee_timestamp=max(written_ms, 1) << 18,  # Milvus' clock: milliseconds and 18 bits for a counter
            ),
            self._name(script),
        )
        for hits in answers:
            yield [int(hit["id"]) for hit in hits]

    def count(self, script: str) -> int:
        """How many rows a group has now."""
        answer = self.server.read(
            lambda client: client.query(
                self._name(script), filter="", output_fields=["count(*)"], consistency_level="Strong"
            ),
            self._name(script),
        )
        return int(answer[0]["count(*)"])

    def fetch(self, script: str, keys: Sequence[int]) -> list[dict[str, Any]]:
        """The rows that have these keys, with their vectors."""
        answer = self.server.read(
            lambda client: client.query(
                self._name(script), ids=list(keys), output_fields=["id", "vec"], consistency_level="Strong"
            ),
            self._name(script),
        )
        return [dict(each) for each in answer]

    def keys(self, script: str) -> Iterator[list[int]]:
        """The keys of all rows, in lots."""
        iterator = self.server.read(
            lambda client: client.query_iterator(
                self._name(script), batch_size=LOT, filter="id >= 0", output_fields=["id"], consistency_level="Strong"
            ),
            self._name(script),
        )
        while lot := iterator.next():
            yield [int(each["id"]) for each in lot]
        iterator.close()

    def flush(self, script: str) -> None:
        """Seal what was written, so that it is indexed: after a bulk load only."""
        self.server.write(lambda client: client.flush(self._name(script)))

    def drop(self) -> None:
        """Delete the collections."""
        for script in self.scripts():
            self.server.write(partial(MilvusClient.drop_collection, collection_name=self._name(script)))
        self._known.clear()

    def _name(self, script: str) -> str:
        return self._prefix + script

    def _put(self, client: MilvusClient, *, script: str, part: list[dict[str, Any]], fresh: bool) -> None:
        if not self.server.version.startswith("v2.3"):
            client.upsert(self._name(script), part)
            return
        # 2.3's upsert puts rows into partitions by a wrong field (milvus #30607; seen: 9 of 429 found).
        if not fresh:
            client.delete(self._name(script), ids=[each["id"] for each in part])
        client.insert(self._name(script), part)

    def _create(self, script: str) -> None:
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vec", DataType.FLOAT_VECTOR, dim=self._dim)
        schema.add_field("coll", DataType.INT64, is_partition_key=True)
        schema.add_field("text", DataType.INT64)
        values = {"element_type": DataType.INT64, "max_capacity": rows.MOST_VALUES}
        schema.add_field("years", DataType.ARRAY, **values)
        schema.add_field("kinds", DataType.ARRAY, **values | {"element_type": DataType.VARCHAR, "max_length": 64})
        index = MilvusClient.prepare_index_params()
        index.add_index("vec", index_type=self.kind, metric_type="COSINE", params=_HNSW if self.kind == "HNSW" else {})
        self.server.write(
            lambda client: client.create_collection(
                self._name(script),
                schema=schema,
                index_params=index,
                num_partitions=_PARTITIONS,
                consistency_level="Bounded",
            )
        )
