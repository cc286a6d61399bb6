"""How many cores faiss and numpy's products use: faiss all of them for many queries at once, else one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
from threadpoolctl import ThreadpoolController

_ALL: int = faiss.omp_get_max_threads()
# Faiss gives each core its queries and waits, spinning, until the slowest is done. On a busy machine that took 48 ms
# for one query over 20,000 vectors, and 1 ms on one core; what asks beside it has the other cores anyway.
_FEW = 4


@contextmanager
def cores_for(queries: int) -> Iterator[None]:
    """Use as many cores as suit a search for so many queries; faiss keeps the number for each thread of ours."""
    faiss.omp_set_num_threads(1 if queries <= _FEW else _ALL)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(_ALL)


def products_on_one_core() -> None:
    """Let numpy multiply matrices on the core that asks, in this process from now on.

    OpenBLAS wakes a thread for each core from 10^5 multiplications on, and waits for them, spinning: with others at
    work 16 vectors took 3.4 ms to be compared with 130, and 0.02 on one core. Who asks beside has the other cores.
    Faiss has an OpenBLAS of its own, which keeps them: it multiplies when indexes are built (10^6 vectors in 18 s).
    """
    libraries = ThreadpoolController()
    numpys = [each["filepath"] for each in libraries.info() if each["user_api"] == "blas" and not _of_faiss(each)]
    libraries.select(filepath=numpys).limit(limits=1)


def _of_faiss(library: dict[str, Any]) -> bool:
    return "faiss" in Path(library["filepath"]).parent.name
