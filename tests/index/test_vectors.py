import threading
from pathlib import Path

import numpy as np
import pytest

from index.meaning import Meaning
from index.vectors import VectorIndex
from index.vectors.exact import Exact

DIM = 16


def unit(count: int, seed: int = 7) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def index() -> VectorIndex:
    made = VectorIndex(DIM)
    made.add(range(100, 150), unit(50))
    return made


def test_search_is_exact_and_best_first(index: VectorIndex) -> None:
    vectors, query = unit(50), unit(1, seed=8)
    ids, products = index.search(query, 10)[0]
    expected = np.argsort(-(vectors @ query[0]))[:10] + 100
    assert ids.tolist() == expected.tolist()
    np.testing.assert_allclose(products, np.sort(vectors @ query[0])[::-1][:10], rtol=1e-5)


def test_fewer_than_k_are_returned_without_fillers(index: VectorIndex) -> None:
    ids, products = index.search(unit(1), 1000)[0]
    assert len(ids) == len(products) == 50
    assert ids.min() >= 100


def test_a_restricted_search_finds_k_when_k_exist(index: VectorIndex) -> None:
    within = np.array([103, 117, 149])
    ids, _ = index.search(unit(1, seed=9), 3, within)[0]
    assert sorted(ids.tolist()) == within.tolist()


def test_an_empty_index_answers_nothing() -> None:
    ids, products = VectorIndex(DIM).search(unit(2), 5)[1]
    assert len(ids) == len(products) == 0


def test_removed_vectors_are_gone_and_unknown_ids_do_no_harm(index: VectorIndex) -> None:
    index.remove([100, 101, 999])
    assert len(index) == 48
    assert not {100, 101} & set(index.search(unit(1), 50)[0][0].tolist())
    np.testing.assert_allclose(index.mean(), unit(50)[2:].mean(axis=0), atol=1e-6)


def test_get_returns_vectors_in_the_order_asked(index: VectorIndex) -> None:
    np.testing.assert_array_equal(index.get([149, 100]), unit(50)[[49, 0]])


def test_a_snapshot_is_the_same_index(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "snapshot")
    loaded = VectorIndex.load(tmp_path / "snapshot")
    assert loaded.search(unit(1), 9)[0][0].tolist() == index.search(unit(1), 9)[0][0].tolist()
    np.testing.assert_allclose(loaded.mean(), index.mean(), atol=1e-6)
    loaded.remove([100])
    assert len(loaded) == 49


@pytest.mark.parametrize(
    "wrong", [np.zeros((1, DIM)), np.zeros((1, DIM + 1), np.float32), np.zeros((2, DIM), np.float32)]
)
def test_wrong_shapes_and_types_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="float32 of shape"):
        VectorIndex(DIM).add([1], wrong)


def test_vectors_are_fetched_while_others_go() -> None:
    meaning = Meaning(8)
    meaning.add("zh", list(range(200)), np.eye(8, dtype=np.float32)[np.arange(200) % 8])
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            meaning.remove(list(range(100, 200)))
            meaning.add("zh", list(range(100, 200)), np.eye(8, dtype=np.float32)[np.arange(100, 200) % 8])

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(300):
            vectors, scripts = meaning.get(list(range(200)))
            there = np.array([script == "zh" for script in scripts])
            assert there[:100].all()
            assert np.array_equal(vectors[there], np.eye(8, dtype=np.float32)[np.arange(200) % 8][there])
    finally:
        stop.set()
        thread.join()


def test_what_is_held_follows_every_change() -> None:
    exact, vectors = Exact(8), np.eye(8, dtype=np.float32)
    asked = np.array([1, 3, 5, 9])
    assert not exact.holds(asked).any()
    exact.add(np.array([5, 3, 7]), vectors[:3])
    assert exact.holds(asked).tolist() == [False, True, True, False]
    exact.add(np.array([9]), vectors[3:4])
    exact.remove(np.array([3]))
    assert exact.holds(asked).tolist() == [False, False, True, True]
