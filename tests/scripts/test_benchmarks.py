"""The benchmarks' own parts: generated data is what it says, figures are those of exact search, tables are kept."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from scripts.benchmarks import corpora, ingesting, nearest
from scripts.benchmarks.drawn import DrawnEncoder
from scripts.benchmarks.pictures import picture
from scripts.benchmarks.tables import Table, keep, shown
from scripts.benchmarks.texts import Writer
from scripts.benchmarks.vectors import Generator
from tests.fakes import PairEncoder

DIM = 24


def real(count: int = 1_000) -> np.ndarray:
    random = np.random.default_rng(5)
    centres = random.normal(size=(8, DIM))
    vectors = centres[random.integers(0, 8, count)] + 0.4 * random.normal(size=(count, DIM))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_drawn_vectors_keep_centre_and_spread() -> None:
    vectors = real()
    drawn = Generator(vectors).draw(20_000, seed=1)
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(drawn.mean(axis=0), vectors.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(vectors.T), atol=0.01)
    np.testing.assert_array_equal(Generator(vectors).draw(5, seed=1), Generator(vectors).draw(5, seed=1))


def test_lots_begin_with_the_real_vectors() -> None:
    vectors = real()
    [(ids, lot)] = Generator(vectors).lots(1_500)
    assert ids.tolist() == list(range(1_500))
    np.testing.assert_array_equal(lot[:1_000], vectors)


def test_written_documents_are_the_same_again_and_hardly_repeat_sentences() -> None:
    writer = Writer(["各乡镇要认真落实防汛责任，安排专人值守第3号水闸。"])
    documents = list(writer.documents(500))
    assert documents == list(writer.documents(500))
    lines = [line for document in documents for line in document.text.split("\n")[1:] if line.endswith("。")]
    assert len(lines) >= 400
    assert len(set(lines)) > 0.98 * len(lines)
    assert not any("{" in line for line in lines)
    assert any("安排专人值守第" in line for line in lines)


def test_queries_differ_and_are_the_same_again() -> None:
    queries = Writer([], seed=5).queries(400)
    assert len(set(queries)) == 400
    assert queries == Writer([], seed=5).queries(400)
    assert min(map(len, queries)) < 8
    assert max(map(len, queries)) > 30


def test_an_encoder_for_millions_encodes_the_first_texts_and_draws_the_rest() -> None:
    encoder = PairEncoder()
    drawn = DrawnEncoder(encoder, 150)  # type: ignore[arg-type]
    texts = [f"第{number}次例会研究第{number * 7}号议题" for number in range(400)]
    vectors = np.concatenate([drawn.encode_passages(texts[:100]), drawn.encode_passages(texts[100:])])
    np.testing.assert_array_equal(vectors[:150], encoder.encode_passages(texts[:150]))
    np.testing.assert_allclose(np.linalg.norm(vectors[150:], axis=1), 1, atol=1e-5)
    assert drawn.fingerprint == encoder.fingerprint


def test_growing_indexes_are_measured_against_exact_search(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = real()
    table = nearest.by_size(Generator(vectors[50:]), vectors[:50], [400, 800])
    sizes, recalls = zip(*[(row[0], row[5]) for row in table.rows], strict=True)
    assert sizes == (400, 800)
    assert all(isinstance(each, float) and each >= 0.99 for each in recalls)
    monkeypatch.setattr(nearest, "_SHARES", (0.5,))
    [[share, selected, recall, *_]] = nearest.filtered(Generator(vectors[50:]), vectors[:50], 600).rows
    assert (share, selected) == (0.5, 300)
    assert isinstance(recall, float)
    assert recall >= 0.99


def test_a_peer_that_cannot_be_run_is_named_and_does_not_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(vectors: object, folder: Path) -> nearest.peers_nearest.Search:
        raise ImportError

    monkeypatch.setattr(nearest.peers_nearest, "PEERS", {"FAISS IndexFlatIP": build, "unknown": build})
    vectors = real()
    table = nearest.beside(Generator(vectors[20:]), vectors[:20], 500)
    ours, flat, unknown = table.rows
    assert ours[2] == 1.0
    assert flat[2] == 1.0  # in its own process the real one ran
    assert "failed" in str(unknown[0])


def test_a_corpus_that_grows_is_measured_at_each_size(tmp_path: Path) -> None:
    costs, disks = corpora.by_size(PairEncoder(), Writer(()), [80, 200], tmp_path, 1)  # type: ignore[arg-type]
    assert [row[0] >= least for row, least in zip(costs.rows, (80, 200), strict=True)] == [True, True]  # type: ignore[operator]
    for row in disks.rows:
        assert all(isinstance(each, int | float) and each > 0 for each in row)


def test_a_second_ingest_finds_everything_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、督查\n坚持问题导向，逐项明确责任单位。\n", "utf-8")
    table = ingesting.end_to_end(PairEncoder(), (tmp_path,))  # type: ignore[arg-type]
    stages = [row[0] for row in table.rows]
    assert {"read and divide files", "split, words, fingerprints", "write", "all, second time"} <= set(stages)


def test_tables_take_the_place_of_their_former_selves(tmp_path: Path) -> None:
    (tmp_path / "performance.md").write_text("# Performance\n\nBefore.\n", "utf-8")
    first = Table("a", "How fast?", "Scope.", ("size", "ms"), [(1_000, 1.0), (10_000, 12.345)], picture=("ms",))
    keep([first, Table("b", "How large?", "Scope.", ("MB",), [(None,)])], ["2026"], tmp_path)
    keep([Table("a", "How fast now?", "Scope.", ("size", "ms"), [(10, 0.5)])], ["2027"], tmp_path)
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert page.startswith("# Performance\n\nBefore.\n")
    assert "How fast?" not in page
    assert page.index("How fast now?") < page.index("How large?")
    kept = json.loads((tmp_path / "performance.json").read_text("utf-8"))
    assert {key: value["about"] for key, value in kept.items()} == {"a": ["2027"], "b": ["2026"]}
    drawn = ElementTree.fromstring(picture(first))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 1


def test_cells_are_shown_with_three_digits() -> None:
    assert [shown(each) for each in (None, 12.345, 0.98765, 1234.5, 12_345, "x")] == [
        "–", "12.3", "0.988", "1,234", "12,345", "x",
    ]  # fmt: skip
