"""What is left after a kill: nothing acknowledged lost, nothing half there, indexes equal to a rebuild."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.store import Filters, Store, backup
from corpus.store.verify import check_copy, look
from index.engine import Engine
from index.prepare import prepare
from tests.fakes import PairEncoder
from tests.torture.clients import Draft, Kept, Ledger, Source

QUERIES = ("督查室跟踪问效", "自己的事", "公务用车", "会务零差错")


def judge(data: Path, ledger: Ledger) -> tuple[list[str], float]:
    """What is wrong with a folder whose service was killed, in sentences; and how many seconds opening it took."""
    store = Store(data)  # a start empties the log, where a deleted draft may stand if somebody read meanwhile
    faults = [f"deleted draft {mark} is in {name}" for mark, name in _left_of_drafts(data, ledger.drafts)]
    store.close()
    faults += [f"verify: {each.place}" for each in look(data).findings]
    began = time.perf_counter()
    with Engine.open(data, PairEncoder()) as engine:
        start_s = time.perf_counter() - began
        for source in ledger.sources:
            faults += _of_source(engine, source)
        faults += _of_index(engine)
        faults += _of_drafts(engine, ledger.drafts)
        documents, total = engine.documents(limit=1000)
        if total != sum(each.known.text is not None for each in ledger.sources):
            faults.append(f"{total} documents: {[each.source for each in documents]}")
    ledger.drafts[:] = [each for each in ledger.drafts if not each.is_deleted]
    for each in ledger.backups:
        faults += _of_backup(each)
    ledger.backups.clear()
    return faults, start_s


def _of_source(engine: Engine, source: Source) -> Iterator[str]:
    """A source holds what was acknowledged last, or what was asked for after it; wholly."""
    documents, total = engine.documents(Filters(sources=(source.name,)))
    held = Kept()
    if total == 1:
        [document] = documents
        by_hand = document.year if "year" in document.corrected else None
        held = Kept(engine.document_text(document.id), by_hand)
        source.document_id = document.id
        yield from _of_parts(engine, document.id, held.text or "")
    elif total:
        yield f"{source.name} has {total} documents"
    allowed = [source.known] if source.asked is None else [source.known, source.asked]
    if held not in allowed:
        yield f"{source.name} holds {held}, acknowledged was {source.known}, asked was {source.asked}"
    source.known, source.asked = held, None


def _of_parts(engine: Engine, document_id: int, text: str) -> Iterator[str]:
    """A document has all its passages and sentences and no others."""
    [document] = split_documents(read_bytes(text.encode(), "x.txt"), "x.txt")
    expected = prepare(document, engine.encoder, has_place=True, metadata={}).document
    stored = [(each.kind, each.start, each.end) for each in engine.passages(document_id)]
    if sorted(stored) != sorted((each.kind, each.start, each.end) for each in expected.passages):
        yield f"document {document_id} has other passages than its text"
    with engine.store.reading() as connection:
        sentences = connection.execute("SELECT start, end FROM sentences WHERE document_id = ?", (document_id,))
        if sorted(map(tuple, sentences)) != sorted((each.start, each.end) for each in expected.sentences):
            yield f"document {document_id} has other sentences than its text"


def _of_index(engine: Engine) -> Iterator[str]:
    """What is in memory after the start is what a rebuild from the store gives."""
    table, model = engine.store.vectors, engine._model_id
    stored = {
        text_id: (script, vector)
        for script in table.counts(model)
        for text_id, vector in table.of_script(model, script)
    }
    before = _answers(engine)
    for moment in ("loaded", "rebuilt"):
        vectors, scripts = engine._meaning.get(list(stored))
        wanted = [np.frombuffer(vector, np.float32) for _, vector in stored.values()]
        if sum(engine._meaning.counts().values()) != len(stored) or scripts != [each for each, _ in stored.values()]:
            yield f"the {moment} index holds other texts than the store"
        elif stored and not np.array_equal(vectors, np.stack(wanted)):
            yield f"the {moment} index holds other vectors than the store"
        engine.rebuild()
    if before != _answers(engine):
        yield "answers change with a rebuild"


def _answers(engine: Engine) -> list[object]:
    found = engine.search(QUERIES, k=20)
    spans = engine.check("督查室跟踪问效，办结一件销号一件。公务用车统一编号入网。").spans
    return [
        [(hit.passage.id, round(hit.score, 5)) for answer in found for hit in answer.hits],
        [(each.start, each.end, each.text) for each in spans],
    ]


def _of_drafts(engine: Engine, drafts: list[Draft]) -> Iterator[str]:
    """Kept checks are there, deleted ones are not."""
    there = {
        check.draft: check.id
        for brief in engine.store.checks.page(10_000, 0)[0]
        if (check := engine.store.checks.get(brief.id)) is not None
    }
    for draft in list(drafts):
        found = next((name for text, name in there.items() if text and text.startswith(draft.mark)), None)
        if draft.is_deleted and found:
            yield f"a deleted check is there: {draft.mark}"
        if draft.check_id and not draft.is_being_deleted and found != draft.check_id:
            yield f"a kept check is lost: {draft.mark}"
        if found is None and not draft.is_deleted:  # it was never acknowledged, or its deleting was not
            drafts.remove(draft)
        draft.check_id, draft.is_being_deleted = found or draft.check_id, draft.is_deleted


def _left_of_drafts(data: Path, drafts: list[Draft]) -> Iterator[tuple[str, str]]:
    """Marks of deleted drafts that any file still holds."""
    marks = {each.mark: each.mark.encode() for each in drafts if each.is_deleted}
    for path in data.rglob("*"):
        if marks and path.is_file():
            content = path.read_bytes()
            yield from ((mark, path.name) for mark, sought in marks.items() if sought in content)


def _of_backup(folder: Path) -> Iterator[str]:
    """A backup is one sound state that can be restored and opened."""
    if not folder.exists():
        yield f"{folder.name} was acknowledged and is not there"
        return
    yield from (f"{folder.name}: {name} is damaged" for name in backup.damaged_files(folder))
    yield from (f"{folder.name}: {each.place}" for each in check_copy(folder))
    restored = folder.with_name(folder.name + ".restored")
    manifest = backup.restore(folder, restored)
    store = Store(restored)
    if store.version != manifest.store_version or store.counts()["documents"] != manifest.documents:
        yield f"{folder.name} restores another state than its manifest says"
    store.close()
    shutil.rmtree(restored)
    shutil.rmtree(folder)
