"""One file's or one text's way into the corpus: bytes → documents → store. Routes and jobs both go through here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from corpus.errors import TooCostlyError
from corpus.read.apart import POOL
from index.engine import Engine
from index.errors import CancelledError
from index.types import PutResult

Progress = Callable[[int, int], None]
MAX_NAME_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file or a text on its way in.

    :ivar name: What it is called by people, with the ending that says its format; never a path that is opened.
    :ivar source: Under which name it is kept: what comes again under it replaces what was there.
    :ivar facts: Title, kind, organ, level, year where the caller states them; they outweigh what is recognised.
    """

    name: str
    data: bytes
    source: str
    collection: str = "default"
    tags: Sequence[str] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of a file: its documents in order, and what the reader says about it."""

    name: str
    results: tuple[PutResult, ...]
    notes: tuple[str, ...]


def ingest_file(
    engine: Engine,
    incoming: Incoming,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> IngestReport:
    """Read a file, split it into its documents and store them, in one step.

    :param progress: Called with texts encoded so far and in all.
    :raises ReadError: If it cannot become text.
    :raises StoreError: If it cannot be kept.
    :raises CancelledError: If ``cancelled`` says so; then nothing was stored.
    """
    try:
        source, documents = POOL.documents(incoming.data, incoming.name, cancelled)
    except TooCostlyError:
        if cancelled is not None and cancelled():
            raise CancelledError("The work was cancelled.") from None
        raise
    if cancelled is not None and cancelled():
        raise CancelledError("The work was cancelled.")
    results = engine.put(
        incoming.source,
        documents,
        is_file_text=source.is_file_text,
        collection=incoming.collection,
        tags=incoming.tags,
        metadata=incoming.metadata,
        progress=progress,
        cancelled=cancelled,
    )
    # A title is one document's; the other facts hold for all that a file consists of.
    facts = {name: value for name, value in incoming.facts.items() if name != "title" or len(results) == 1}
    if facts:
        results = tuple(PutResult(engine.correct(each.document.id, facts=facts), each.status) for each in results)
    return IngestReport(incoming.name, results, source.notes)


def label(name: str) -> str:
    """A name as it was sent, fit to be shown and kept: no control characters, not longer than a path may be."""
    shown = "".join(each for each in name if unicodedata.category(each) not in {"Cc", "Cs"})
    return shown.strip()[-MAX_NAME_CHARS:] or "unnamed"


def source_of_text(text: str) -> str:
    """A name for a text that came without one: the same text has the same name."""
    return f"text-{sha256(text.encode()).hexdigest()[:16]}"
