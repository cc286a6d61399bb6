"""Other libraries over the same vectors, each in its own process: python peers_nearest.py NAME FOLDER K.

Run by scripts.benchmarks.nearest with the interpreter of .venv-bench. FOLDER holds vectors.npy (unit vectors, float32)
and queries.npy; found.npy is written there, and a line of JSON printed: seconds to build, milliseconds of each query.
Each is set up as its documentation shows, with what it needs to hold a recall of about 0.98 where it can be told.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

# Handed over at a time where a library wants lots.
_LOT = 5_000
Search = Callable[[Any, int], Any]
Build = Callable[[Any, Path], Search]


def faiss_flat(vectors: Any, _: Path) -> Search:
    """IndexFlatIP: exact."""
    index = import_module("faiss").IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda query, k: index.search(query[None], k)[1][0]


def faiss_hnsw(vectors: Any, _: Path) -> Search:
    """IndexHNSWFlat, M = 32, efConstruction = 100, efSearch = 128."""
    faiss = import_module("faiss")
    index = faiss.IndexHNSWFlat(vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction, index.hnsw.efSearch = 100, 128
    index.add(vectors)
    return lambda query, k: index.search(query[None], k)[1][0]


def hnswlib(vectors: Any, _: Path) -> Search:
    """M = 16, ef_construction = 200 (its example's), ef = 128."""
    index = import_module("hnswlib").Index(space="ip", dim=vectors.shape[1])
    index.init_index(max_elements=len(vectors), ef_construction=200, M=16)
    index.add_items(vectors)
    index.set_ef(128)
    return lambda query, k: index.knn_query(query, k=k)[0][0]


def usearch(vectors: Any, _: Path) -> Search:
    """Its defaults for float16 vectors, expansion_search = 128."""
    index = import_module("usearch.index").Index(ndim=vectors.shape[1], metric="ip", dtype="f16", expansion_search=128)
    index.add(np.arange(len(vectors)), vectors)
    return lambda query, k: index.search(query, k).keys


def chroma(vectors: Any, folder: Path) -> Search:
    """A persistent collection, inner product, ef_search = 128."""
    client = import_module("chromadb").PersistentClient(str(folder / "chroma"))
    made = client.create_collection("texts", metadata={"hnsw:space": "ip", "hnsw:search_ef": 128})
    for start in range(0, len(vectors), _LOT):
        lot = vectors[start : start + _LOT]
        made.add(ids=[str(each) for each in range(start, start + len(lot))], embeddings=lot)
    return lambda query, k: [int(each) for each in made.query(query_embeddings=query[None], n_results=k)["ids"][0]]


def lancedb(vectors: Any, folder: Path) -> Search:
    """A table with IVF_PQ, its default index; 50 probes, refine_factor = 10 as its guide advises for recall."""
    pyarrow = import_module("pyarrow")
    values = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(vectors.ravel()), vectors.shape[1])
    table = pyarrow.table({"id": pyarrow.array(range(len(vectors))), "vector": values})
    made = import_module("lancedb").connect(str(folder / "lance")).create_table("texts", table)
    made.create_index(metric="dot", vector_column_name="vector")

    def search(query: Any, k: int) -> Any:
        found = made.search(query).distance_type("dot").nprobes(50).refine_factor(10).limit(k).select(["id"])
        return found.to_arrow()["id"].to_pylist()

    return search


def sqlite_vec(vectors: Any, folder: Path) -> Search:
    """A vec0 table in SQLite: exact. Through apsw, since many Pythons' own sqlite3 loads no extensions."""
    connection = import_module("apsw").Connection(str(folder / "vec.db"))
    connection.enable_load_extension(True)
    connection.load_extension(import_module("sqlite_vec").loadable_path())
    connection.execute(f"CREATE VIRTUAL TABLE texts USING vec0(v float[{vectors.shape[1]}] distance_metric=cosine)")
    with connection:
        rows = ((number, vector.tobytes()) for number, vector in enumerate(vectors))
        connection.executemany("INSERT INTO texts (rowid, v) VALUES (?, ?)", rows)
    asked = "SELECT rowid FROM texts WHERE v MATCH ? AND k = ? ORDER BY distance"
    return lambda query, k: [row[0] for row in connection.execute(asked, (query.tobytes(), k))]


def qdrant_local(vectors: Any, _: Path) -> Search:
    """qdrant-client's local mode, a simulation in numpy: exact."""
    module = import_module("qdrant_client")
    models = module.models
    client = module.QdrantClient(":memory:")
    config = models.VectorParams(size=vectors.shape[1], distance=models.Distance.DOT)
    client.create_collection("texts", vectors_config=config)
    for start in range(0, len(vectors), _LOT):
        lot = vectors[start : start + _LOT]
        client.upsert("texts", models.Batch(ids=list(range(start, start + len(lot))), vectors=lot.tolist()))
    return lambda query, k: [each.id for each in client.query_points("texts", query.tolist(), limit=k).points]


def txtai(vectors: Any, _: Path) -> Search:
    """Its vector index (faiss as it sets it up) over external vectors."""
    settings = {"method": "external", "transform": lambda data: np.array(data, np.float32), "content": False}
    embeddings = import_module("txtai").Embeddings(settings)
    embeddings.index((number, vector, None) for number, vector in enumerate(vectors))
    return lambda query, k: [number for number, _ in embeddings.search(query, k)]


PEERS: dict[str, Build] = {
    "FAISS IndexFlatIP": faiss_flat,
    "FAISS HNSW": faiss_hnsw,
    "hnswlib": hnswlib,
    "usearch": usearch,
    "Chroma": chroma,
    "LanceDB": lancedb,
    "sqlite-vec": sqlite_vec,
    "Qdrant, local mode": qdrant_local,
    "txtai": txtai,
}


def main(name: str, folder: Path, k: int) -> None:
    """Build, ask each query alone, write what was found."""
    vectors, queries = np.load(folder / "vectors.npy"), np.load(folder / "queries.npy")
    began = time.perf_counter()
    search = PEERS[name](vectors, folder)
    built = time.perf_counter() - began
    search(queries[0], k)  # the first one loads
    found, times = np.full((len(queries), k), -1), []
    for row, query in enumerate(queries):
        began = time.perf_counter()
        ids = list(search(query, k))
        times.append(1000 * (time.perf_counter() - began))
        found[row, : len(ids)] = ids
    np.save(folder / "found.npy", found)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    print(json.dumps({"build_s": built, "ms": times, "memory_mb": int(status["VmRSS"].split()[0]) / 1024}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
