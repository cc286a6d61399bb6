"""The short form of `make torture`: a few kills at random, and one write killed at each of its steps."""

from pathlib import Path

import pytest

from tests.torture import shim
from tests.torture.rounds import Torture

ROUNDS = 6


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="services are forked")
def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    torture = Torture(tmp_path, seed=20261124)
    try:
        for _ in range(ROUNDS):
            torture.round()
        torture.sweep("write", torture.put)
    finally:
        torture.close()
    report = torture.report
    assert report.faults == []
    assert report.acknowledged > ROUNDS
    assert report.killed >= ROUNDS
    if shim.is_possible():
        assert report.rounds["sweep write"] > 5  # a write takes some steps to the disk
