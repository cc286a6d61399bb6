"""wenheng calibrate: from judged pairs to a calibration that the data folder uses."""

import json
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from index.closeness import CALIBRATION, Closeness
from scripts import calibrate
from scripts.evaluation.reliability import diagram, reliability
from scripts.registers import Judged, fit_registers
from tests.fakes import PairEncoder

WORDS = ("督查", "办文", "会务", "信访", "接待", "档案", "食堂", "车辆")


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Same when they speak of the same two matters."""
    lines = ["text1\ttext2\tscore"] + [
        f"今年{one}和{other}工作很好\t{other}与{third}工作很好\t{int(one == third)}"
        for one, other, third in product(WORDS, repeat=3)
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_it_is_fitted_kept_drawn_and_used(pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = PairEncoder()
    monkeypatch.setattr(calibrate, "load_encoder", lambda settings: encoder)
    picture = tmp_path / "diagram.svg"
    run = CliRunner().invoke(calibrate.main, [str(pairs), "--keep", "--data", str(tmp_path), "--diagram", str(picture)])
    assert run.exit_code == 0, run.output
    said = json.loads(run.stdout)
    assert said["calibration_error"]["pairs"] < 0.1
    assert (tmp_path / CALIBRATION).is_file()
    ElementTree.fromstring(picture.read_text("utf-8"))
    assert Closeness(encoder, tmp_path / "languages.json").calibrated
    assert not Closeness(PairEncoder(fingerprint="other"), tmp_path / "languages.json").calibrated


def test_nothing_to_fit_on_is_refused(tmp_path: Path) -> None:
    run = CliRunner().invoke(calibrate.main, ["--data", str(tmp_path)])
    assert run.exit_code == 2


def test_the_cosine_never_counts_against_a_pair() -> None:
    random = np.random.default_rng(1)
    means = random.standard_normal((200, 4)).astype(np.float32)
    signs = random.random((200, 7)).astype(np.float32)
    upside_down = (signs[:, 0] < 0.5).astype(np.float32)
    registers = fit_registers({"odd": Judged(means, signs, upside_down, upside_down, signs[:50])})
    assert registers.curves[0, 0] >= 0


def test_signs_that_say_nothing_hardly_disturb_the_order_of_the_cosines() -> None:
    random = np.random.default_rng(2)
    means = random.standard_normal((400, 4)).astype(np.float32)
    signs = random.random((400, 7)).astype(np.float32)
    grades = (signs[:, 0] + random.normal(0, 0.3, 400)).clip(0, 1).astype(np.float32)
    same = (grades >= 0.8).astype(np.float32)
    registers = fit_registers({"plain": Judged(means, signs, grades, same, signs[:50] * 0)})
    weights = np.abs(registers.curves[0, :-1])
    assert weights[1:].max() < 0.1 * weights[0]
    likely = registers.similarity(means, signs)
    assert likely[same > 0].mean() > likely[same == 0].mean()
    assert abs(float(likely.mean() - same.mean())) < 0.05


def test_a_sign_that_tells_pairs_apart_is_used() -> None:
    random = np.random.default_rng(3)
    means = random.standard_normal((400, 4)).astype(np.float32)
    signs = random.random((400, 7)).astype(np.float32)
    same = (signs[:, 1] > 0.5).astype(np.float32)
    registers = fit_registers({"order": Judged(means, signs, same, same, signs[:50] * 0)})
    assert registers.curves[0, 1] > 5 * registers.curves[0, 0]


def test_the_diagram_has_a_line_for_each_set() -> None:
    values = np.linspace(0, 1, 200)
    sets = {"one": (values, values > 0.5), "two": (values, values > 0.2)}
    picture = diagram(sets)
    assert picture.count("<polyline") == 2
    assert sum(count for _, _, count in reliability(*sets["one"])) == 200
