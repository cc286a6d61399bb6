"""The sample corpus, read once: with the real model, and with a stand-in where meaning is not tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.encoder import TextEncoder
from index.engine import Engine
from tests.fakes import PairEncoder
from tests.index.nearcopy import material


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Iterator[Engine]:
    """The sample corpus with the real model; tests only ask."""
    with Engine.open(tmp_path_factory.mktemp("sample"), encoder) as engine:
        material.put_sample(engine)
        yield engine


@pytest.fixture(scope="session")
def sample_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample corpus compared by words only (no judge knows the stand-in's vectors); tests only ask."""
    with Engine.open(tmp_path_factory.mktemp("sample-words"), PairEncoder()) as engine:
        material.put_sample(engine)
        yield engine
