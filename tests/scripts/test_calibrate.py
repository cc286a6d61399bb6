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
    registers = fit_registers({"odd": Judged(means, signs, upside_down, signs[:50])})
    assert registers.curves[0, 0] >= 0


def test_the_diagram_has_a_line_for_each_set() -> None:
    values = np.linspace(0, 1, 200)
    sets = {"one": (values, values > 0.5), "two": (values, values > 0.2)}
    picture = diagram(sets)
    assert picture.count("<polyline") == 2
    assert sum(count for _, _, count in reliability(*sets["one"])) == 200
