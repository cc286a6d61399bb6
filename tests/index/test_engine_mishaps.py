"""What else happens to an engine: another model, a write in the middle of another, a full disk."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.compendium import split_documents
from corpus.errors import StoreFullError
from corpus.read import read_bytes
from corpus.types import Document
from index.engine import Engine
from index.errors import ModelChangedError
from index.types import FloatArray
from tests.fakes import PairEncoder
from tests.index.test_engine import LOGISTICS, SUPERVISION, put


def test_a_folder_without_vectors_takes_any_model(tmp_path: Path) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
        engine.delete([1])
    with Engine.open(tmp_path, PairEncoder(fingerprint="pairs-2")) as engine:
        put(engine, "督查.txt", SUPERVISION)
    with pytest.raises(ModelChangedError, match="engine"):  # the same name: perhaps only the engine is another
        Engine.open(tmp_path, PairEncoder())


class _InterruptedEncoder(PairEncoder):
    """Does something else while it encodes, once: what another thread may do at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().encode_passages(texts)


@pytest.mark.parametrize("gone", ["the document", "its texts"])
def test_what_is_deleted_while_a_file_is_embedded_is_made_anew(tmp_path: Path, gone: str) -> None:
    encoder = _InterruptedEncoder()
    with Engine.open(tmp_path, encoder) as engine:
        known = SUPERVISION if gone == "the document" else SUPERVISION.replace("2019年督查室", "这一年督查室")
        [first] = put(engine, "a.txt", known)
        encoder.meanwhile = lambda: engine.delete([first.document.id])
        compendium = [document for text in (SUPERVISION, LOGISTICS) for document in _documents(text)]
        results = engine.put("b.txt", compendium)
        assert [result.status for result in results] == ["added", "added"]
        assert engine.info().documents == 2
        for result in results:
            passages = engine.passages(result.document.id)
            assert passages
            [answer] = engine.search([passages[-1].text], k=1, mode="meaning")
            assert answer.hits[0].passage.text == passages[-1].text


def _documents(text: str) -> Sequence[Document]:
    return split_documents(read_bytes(text.encode(), "x.txt"), "x.txt")


def test_a_full_disk_is_named_and_loses_nothing(tmp_path: Path) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
        connection = engine.store.database.connection()
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(StoreFullError):
            put(engine, "后勤.txt", LOGISTICS * 50)
        assert engine.info().documents == 1
        assert engine.search(["批示件办理"])[0].hits
    with Engine.open(tmp_path, PairEncoder()) as engine:  # there is room again
        put(engine, "后勤.txt", LOGISTICS * 50)
        assert engine.info().documents == 2


def test_a_snapshot_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
        (tmp_path / "snapshot").touch()  # where it would be made
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert engine.search(["批示件办理"])[0].hits
