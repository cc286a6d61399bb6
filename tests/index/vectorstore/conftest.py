from collections.abc import Iterator
from pathlib import Path

import pytest

from index.meaning import Meaning
from tests.index.vectorstore.corpus import DIM, Corpus


@pytest.fixture(params=["embedded"])
def corpus(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Corpus]:
    """A corpus with each of the vector stores in turn."""
    made = Corpus(tmp_path / "data")
    made.vectors = Meaning(DIM)
    yield made
    made.store.close()
