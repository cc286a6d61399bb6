"""The large kind of index beside exact search, with limits low enough for a test; what runs is the real code."""

import threading
from pathlib import Path

import numpy as np
import pytest

from index.vectors import VectorIndex, rules
from index.vectors.vector_index import Large

DIM = 32
COUNT = 13_000  # over what Large compares one by one
RNG = np.random.default_rng(3)
CENTRES = RNG.normal(size=(60, DIM))


def clustered(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    vectors = CENTRES[rng.integers(0, len(CENTRES), count)] + 0.7 * rng.normal(size=(count, DIM))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


VECTORS = clustered(COUNT, 1)
QUERIES = clustered(50, 2)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "EXACT_LIMIT", 2_000)
    monkeypatch.setattr(rules, "FRESH_LIMIT", 500)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    lots = (
        (np.arange(start, min(start + 5000, COUNT)), VECTORS[start : start + 5000]) for start in range(0, COUNT, 5000)
    )
    return VectorIndex.filled(DIM, COUNT, lots, tmp_path / "rows")


def recall(index: VectorIndex, vectors: np.ndarray, ids: np.ndarray, within: np.ndarray | None = None) -> float:
    inside = np.ones(len(ids), bool) if within is None else np.isin(ids, within)
    hits, wanted = 0, min(10, int(inside.sum())) * len(QUERIES)
    for query, (found, _) in zip(QUERIES, index.search(QUERIES, 10, within), strict=True):
        true = ids[inside][np.argsort(-(vectors[inside] @ query))[:10]]
        hits += len(set(found.tolist()) & set(true.tolist()))
    return hits / wanted


def test_a_large_index_finds_what_exact_search_finds(index: VectorIndex) -> None:
    assert index.kind == "large"
    assert recall(index, VECTORS, np.arange(COUNT)) >= 0.98
    facts = index.facts()
    assert facts.vectors == COUNT
    assert facts.recall is not None
    assert facts.recall >= 0.98
    assert facts.mapped_bytes == COUNT * DIM * 2


def test_coarse_codes_lose_little_where_many_are_about_equally_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud = np.random.default_rng(4).normal(size=(COUNT, DIM)).astype(np.float32)
    cloud /= np.linalg.norm(cloud, axis=1, keepdims=True)
    fine = VectorIndex.filled(DIM, COUNT, [(np.arange(COUNT), cloud)], tmp_path / "fine")
    monkeypatch.setattr(rules, "FINE_LIMIT", 1_000)
    coarse = VectorIndex.filled(DIM, COUNT, [(np.arange(COUNT), cloud)], tmp_path / "coarse")
    assert coarse.facts().memory_bytes < fine.facts().memory_bytes
    assert recall(coarse, cloud, np.arange(COUNT)) >= 0.98
    monkeypatch.setattr(rules, "RESCORED_COARSE", rules.RESCORED)
    few = VectorIndex.filled(DIM, COUNT, [(np.arange(COUNT), cloud)], tmp_path / "few")
    assert recall(few, cloud, np.arange(COUNT)) < 0.95


def test_products_are_those_of_the_vectors(index: VectorIndex) -> None:
    ids, products = index.search(QUERIES[:1], 5)[0]
    np.testing.assert_allclose(products, VECTORS[ids] @ QUERIES[0], atol=1e-3)
    assert (np.diff(products) <= 0).all()


@pytest.mark.parametrize("count", [3, 400, 12_000])
def test_filters_hold_inside_the_search(index: VectorIndex, count: int) -> None:
    within = np.random.default_rng(4).choice(COUNT, count, replace=False)
    assert recall(index, VECTORS, np.arange(COUNT), within) >= 0.98
    for found, _ in index.search(QUERIES, 10, within):
        assert len(found) == min(10, count)
        assert np.isin(found, within).all()


def test_added_vectors_are_found_at_once_and_merged_later(index: VectorIndex) -> None:
    index.add(np.arange(COUNT, COUNT + 300), clustered(300, 5))
    assert index.search(clustered(300, 5)[7:8], 1)[0][0].tolist() == [COUNT + 7]
    assert index.facts().fresh == 300
    index.add(np.arange(COUNT + 300, COUNT + 900), clustered(600, 6))
    index.settle()
    assert index.facts().fresh == 0
    assert len(index) == COUNT + 900
    assert index.search(clustered(600, 6)[9:10], 1)[0][0].tolist() == [COUNT + 309]
    np.testing.assert_allclose(index.get([COUNT + 7, 3]), [clustered(300, 5)[7], VECTORS[3]], atol=1e-3)


def test_removed_vectors_are_gone_at_once_wherever_they_are(index: VectorIndex) -> None:
    index.add([COUNT], clustered(1, 5))
    index.remove([COUNT, 17, 999_999])
    assert len(index) == COUNT - 1
    assert index.search(VECTORS[17:18], 1)[0][0].tolist() != [17]
    assert index.contains([COUNT, 17, 18]).tolist() == [False, False, True]
    np.testing.assert_allclose(index.mean(), np.delete(VECTORS, 17, axis=0).mean(axis=0), atol=1e-4)
    index.add([17], clustered(1, 5))
    assert index.search(clustered(1, 5), 1)[0][0].tolist() == [17]


def test_an_index_that_grows_becomes_large_and_is_trained_again() -> None:
    index = VectorIndex(DIM)
    for start in range(0, COUNT, 1000):
        index.add(np.arange(start, min(start + 1000, COUNT)), VECTORS[start : start + 1000])
        index.settle()
    assert index.kind == "large"
    assert index.facts().fresh <= rules.FRESH_LIMIT
    assert sorted(index.ids().tolist()) == list(range(COUNT))
    assert recall(index, VECTORS, np.arange(COUNT)) >= 0.95


def test_many_deletions_lead_to_an_index_without_them(index: VectorIndex) -> None:
    index.remove(list(range(6000)))
    index.add(np.arange(COUNT, COUNT + 600), clustered(600, 6))
    index.settle()
    assert index.facts().mapped_bytes == (COUNT - 6000 + 600) * DIM * 2
    assert recall(index, np.concatenate([VECTORS[6000:], clustered(600, 6)]), np.arange(6000, COUNT + 600)) >= 0.98


def test_what_changes_while_an_index_is_built_is_right_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    index = VectorIndex(DIM)
    built, go_on = threading.Event(), threading.Event()
    build = Large.build.__func__  # type: ignore[attr-defined]

    def slow_build(cls: type, *arguments: object) -> Large:
        made: Large = build(cls, *arguments)
        built.set()
        assert go_on.wait(60)
        return made

    monkeypatch.setattr(Large, "build", classmethod(slow_build))
    index.add(np.arange(3000), VECTORS[:3000])
    assert built.wait(60)
    index.remove([5])  # readers and writers are not kept waiting
    index.add([70_000], VECTORS[5000:5001])
    assert index.search(VECTORS[6:7], 1)[0][0].tolist() == [6]
    go_on.set()
    index.settle()
    assert index.kind == "large"
    assert len(index) == 3000
    assert index.contains([5, 70_000]).tolist() == [False, True]
    assert index.search(VECTORS[5:6], 1)[0][0].tolist() != [5]


def test_a_failed_merge_loses_nothing(index: VectorIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(Large, "enter", full)
        index.add(np.arange(COUNT, COUNT + 600), clustered(600, 6))
        index.settle()
        assert index.facts().fresh == 600
    index.add([COUNT + 600], clustered(1, 7))
    index.settle()
    assert index.facts().fresh == 0
    assert index.search(clustered(600, 6)[9:10], 1)[0][0].tolist() == [COUNT + 9]


def test_a_snapshot_is_the_same_index_and_goes_on(index: VectorIndex, tmp_path: Path) -> None:
    index.add([COUNT], clustered(1, 5))
    index.remove([4])
    index.save(tmp_path / "snapshot")
    loaded = VectorIndex.load(tmp_path / "snapshot", tmp_path / "rows2")
    for one, other in zip(index.search(QUERIES, 10), loaded.search(QUERIES, 10), strict=True):
        assert one[0].tolist() == other[0].tolist()
    assert len(loaded) == COUNT
    assert not loaded.contains([4])[0]
    loaded.add(np.arange(COUNT + 1, COUNT + 600), clustered(599, 6))
    loaded.settle()
    assert loaded.facts().fresh == 0
    again = VectorIndex.load(tmp_path / "snapshot")  # what was merged later did not change it
    assert again.search(VECTORS[4000:4001], 1)[0][0].tolist() == [4000]


def test_a_damaged_snapshot_is_refused(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "snapshot")
    rows = tmp_path / "snapshot" / "large" / "vectors.rows"
    content = rows.read_bytes()
    rows.unlink()
    rows.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="cut short"):
        VectorIndex.load(tmp_path / "snapshot")


def test_reads_go_on_while_writers_come_and_go(index: VectorIndex) -> None:
    stop, failures = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            found = index.search(VECTORS[100:101], 10)[0][0]
            if found[0] != 100:
                failures.append(found.tolist())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for each in readers:
        each.start()
    for start in range(COUNT, COUNT + 2400, 200):
        index.add(np.arange(start, start + 200), clustered(200, start))
        index.remove([start + 1])
    index.settle()
    stop.set()
    for each in readers:
        each.join()
    assert not failures
    assert len(index) == COUNT + 2400 - 12
