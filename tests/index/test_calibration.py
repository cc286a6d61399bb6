import numpy as np
import pytest

from index import calibration
from index.calibration import SIGNS, Registers
from index.closeness import Closeness
from index.encoder import TextEncoder
from index.pairs import Pairs
from tests.fakes import PairEncoder


@pytest.fixture
def registers() -> Registers:
    curves = np.zeros((2, len(SIGNS) + 1), np.float32)
    curves[:, 0], curves[:, -1] = (30, 10), (-27, -8)
    return Registers(("a", "b"), np.array([[5, 0, 0], [0, 5, 0]], np.float32), curves)


@pytest.mark.parametrize(("one", "other"), [("督查 2018", "督办2019年"), ("不", ""), ("會議紀要", "会议纪要")])
def test_signs_are_symmetric(one: str, other: str) -> None:
    assert calibration.signs(0.9, one, other) == calibration.signs(0.9, other, one)


def test_equal_texts_have_the_best_signs() -> None:
    assert calibration.signs(1.0, "会议纪要。", "會議紀要") == (1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)


def test_similarity_rises_with_the_cosine_in_every_register(registers: Registers) -> None:
    for direction in ([1, 0], [0, 1], [0.7, 0.7]):
        means = np.tile(np.array([direction], np.float32), (50, 1))
        table = np.zeros((50, len(SIGNS)), np.float32)
        table[:, 0] = np.linspace(0, 1, 50)
        assert np.all(np.diff(registers.similarity(means, table)) > 0)


def test_a_register_is_recognised_by_direction(registers: Registers) -> None:
    shares = registers.shares(np.array([[1, 0], [0, 1]], np.float32))
    assert shares[0, 0] > 0.9
    assert shares[1, 1] > 0.9
    assert np.allclose(shares.sum(axis=1), 1)


def test_what_is_kept_comes_back(registers: Registers) -> None:
    again = Registers.from_json(registers.as_json())  # type: ignore[arg-type]
    assert again.names == registers.names
    assert np.allclose(again.curves, registers.curves)


def test_the_shipped_calibration_holds_for_the_default_model(encoder: TextEncoder) -> None:
    closeness = Closeness(encoder)
    assert closeness.calibrated
    assert closeness.registers is not None
    pairs = [
        ("加强督查督办，推动工作落实。", "强化督查督办，推动工作落实。"),
        ("加强督查督办，推动工作落实。", "食堂推行按量取餐，减少厨余垃圾。"),
        ("加强督查督办，推动工作落实。", "加強督查督辦，推動工作落實。"),
        ("开会前把材料发给大家。", "会议材料要提前发放。"),
    ]
    values = [each.similarity for each in Pairs(encoder, closeness).similarity(pairs)]
    turned = [each.similarity for each in Pairs(encoder, closeness).similarity([(b, a) for a, b in pairs])]
    assert values == pytest.approx(turned, abs=1e-5)
    assert values[2] == 1.0
    assert values[0] > values[3] > values[1]
    assert values[1] < 0.05
    assert values[0] > 0.5


def test_without_a_calibration_unrelated_is_still_low() -> None:
    closeness = Closeness(PairEncoder(dim=512))
    closeness.warm()
    assert not closeness.calibrated
    [one, other] = Pairs(closeness.encoder, closeness).similarity(
        [("督查督办要有回音", "食堂按量取餐"), ("督查督办要有回音", "督查督办要有回应")]
    )
    assert one.similarity < 0.1 < other.similarity
