"""Numpy multiplies on one core; faiss, which builds indexes with an OpenBLAS of its own, keeps all of them."""

import faiss  # noqa: F401 - its library is looked at
import numpy as np  # noqa: F401 - the same
from threadpoolctl import ThreadpoolController, threadpool_info

from index.vectors.cores import products_on_one_core


def threads() -> dict[bool, int]:
    """Threads of each OpenBLAS, by whether it is faiss's."""
    return {
        "faiss" in each["filepath"]: each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"
    }


def test_only_numpys_products_are_held_to_one_core() -> None:
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        products_on_one_core()
        assert threads() == {True: 2, False: 1}
