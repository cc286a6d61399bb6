from pathlib import Path

import numpy as np
import pytest

from index.closeness import SCRIPTS, Closeness, Curve, background, without
from tests.fakes import PairEncoder


class CountingEncoder(PairEncoder):
    """Counts what it is asked to encode."""

    asked = 0

    def encode_queries(self, texts):  # type: ignore[no-untyped-def]
        self.asked += len(texts)
        return super().encode_queries(texts)


def test_a_curve_rises_to_one_at_equality() -> None:
    cosines = np.linspace(-1, 1, 400, dtype=np.float32)
    similarities = Curve(35.0, 0.95).similarity(cosines)
    assert np.all(np.diff(similarities) >= 0)
    assert similarities[-1] == pytest.approx(1)
    assert Curve(35.0, 0.95).similarity(np.float32([0.8]))[0] < 0.01
    assert np.all(np.diff(Curve(35.0, 0.95).level(cosines)) > 0)  # also where the similarity is flat


def test_the_background_is_the_same_kind_of_text_in_each_language() -> None:
    for script in SCRIPTS:
        assert len(set(background(script))) == len(background(script)) >= 30
    assert background("other") == ()


def test_what_is_computed_once_is_remembered_for_the_same_model_only(tmp_path: Path) -> None:
    first, again, other = CountingEncoder(), CountingEncoder(), CountingEncoder(fingerprint="other")
    for encoder in (first, again, other):
        Closeness(encoder, tmp_path / "memory").warm()
    assert first.asked == other.asked > 0
    assert again.asked == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"of": "nothing"}'])
def test_a_damaged_memory_is_computed_anew(tmp_path: Path, damage: str) -> None:
    (tmp_path / "memory").write_text(damage, "utf-8")
    encoder = CountingEncoder()
    closeness = Closeness(encoder, tmp_path / "memory")
    closeness.warm()
    assert encoder.asked > 0
    fresh = Closeness(CountingEncoder())
    np.testing.assert_allclose(closeness.query_common("en"), fresh.query_common("en"), atol=1e-6)


def test_a_memory_that_cannot_be_written_costs_time_and_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    closeness = Closeness(CountingEncoder(), tmp_path / "no folder" / "memory")
    closeness.warm()
    assert closeness.query_common("zh").any()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_vectors_without_their_common_part_are_unit_vectors_again() -> None:
    vectors = PairEncoder().encode_passages(["会议", "督查", "公文"])
    free = without(vectors, vectors.mean(axis=0))
    np.testing.assert_allclose(np.linalg.norm(free, axis=1), 1, atol=1e-5)
