"""The façade: everything that can be asked of a corpus, in one process, over one data folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Self

from corpus.store import Filters, Store
from corpus.types import Document
from index import grammar
from index.check import Checker, compare
from index.closeness import Closeness
from index.comparing import Comparing
from index.corpusmap import Cartographer
from index.errors import NotFoundError, QueryError
from index.examine import Examiner
from index.fingerprint_index import FingerprintIndex
from index.following import Following
from index.grouping import Page
from index.ingest import Ingest, Progress, SourceFile
from index.keeping import Keeping
from index.nearcopy.anew import Anew
from index.nearcopy.findings import Examination
from index.nearcopy.setphrases import SetPhrases
from index.organs import Organs
from index.pairs import Pairs
from index.phrases import PhraseBank
from index.phrases.rewrite import Rewriter
from index.query import read_queries
from index.reencode import model_in_use
from index.related import Relations
from index.search import Searcher
from index.twins import Twins, twins
from index.types import (
    CheckOptions,
    CheckReport,
    DocumentInfo,
    Encoder,
    EngineInfo,
    Hit,
    LanguageIndex,
    Like,
    Mode,
    PutResult,
    SearchAnswer,
)
from index.vectors.cores import products_on_one_core
from index.where import EMBEDDED, vector_store
from index.wording import Wording

SNAPSHOT = "snapshot"
MEMORY = "languages.json"
MODES: tuple[Mode, ...] = ("meaning", "words", "both")


class Engine(Wording, Comparing, Keeping):
    """One corpus and all its indexes. Open it with :meth:`open`; safe to call from several threads.

    :ivar ready: Whether the model is warm and the indexes are loaded.
    :ivar vectors_at: Where vectors are searched: see index.where.
    """

    def __init__(
        self, store: Store, encoder: Encoder, closeness: Closeness | None = None, *, vectors: str = EMBEDDED
    ) -> None:
        """:param closeness: Of another engine with this encoder; None makes one.
        :param vectors: Where vectors are searched: see index.where."""
        products_on_one_core()
        self.store = store
        self.encoder = encoder
        self.ready = False
        self._seen, self._looking = -1, threading.Lock()
        self._model_id = model_in_use(store, encoder)
        self._snapshot = store.folder / SNAPSHOT
        self.vectors_at = vectors
        self._meaning = vector_store(vectors, store, self._model_id, encoder.dim)
        self._fingerprints = FingerprintIndex()
        self._following_documents = Following(self._fingerprints)
        self._closeness = closeness or Closeness(encoder, None if store.read_only else store.folder / MEMORY)
        self._searcher = Searcher(store, self._meaning, self._closeness)
        self._relations = Relations(store, self._meaning, self._closeness)
        self.maps = Cartographer(store, self._meaning)
        self.phrases = PhraseBank(store, self._meaning, self._closeness)
        self._rewriter = Rewriter(store, self._meaning, self._closeness)
        self._pairs = Pairs(encoder, self._closeness)
        self._anew = Anew(encoder, self._closeness)
        self._organs = Organs(store)
        phrases = SetPhrases(self._fingerprints, self._organs.numbers)
        examiner = Examiner(store, self._fingerprints, self._meaning, self._anew, phrases)
        self._checker = Checker(store, examiner, self._nearest)
        self._ingest = Ingest(store, encoder, self._model_id, self._meaning, self._fingerprints)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, *, read_only: bool = False, vectors: str = EMBEDDED) -> Engine:
        """Open a data folder (made when it is missing) and load its indexes.

        :param vectors: Where vectors are searched: see index.where.
        :raises StoreError: If the folder cannot be used: see corpus.errors.
        :raises ModelChangedError: If its vectors are of another model than the encoder's.
        """
        store = Store(folder, read_only=read_only)
        try:
            engine = cls(store, encoder, vectors=vectors)
            engine._load()
        except BaseException:
            store.close()
            raise
        return engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write a snapshot of what is in memory and give the folder back."""
        try:
            if self.ready and not self.store.read_only:
                with self.store.database.write_lock:
                    # no-ops when they are there
                    self._meaning.save(self.store.version, self._model_id, self._snapshot / "meaning")
                    self._fingerprints.save(self._snapshot / "fingerprints")
        finally:
            self.ready = False
            self._meaning.close()
            self.store.close()

    def _load(self) -> None:
        self._meaning.load(self.store, self._model_id, self._snapshot / "meaning")
        if not self.store.read_only:  # else following fills it
            self._fingerprints.load(self.store, self._snapshot / "fingerprints")
        self._closeness.warm()
        self.follow()
        self.ready = True

    def follow(self) -> None:
        """Bring what is in memory to the state of the store, where another process writes it; else it is there."""
        if not self.store.read_only:
            return
        with self._looking:
            if (version := self.store.version) != self._seen:
                self._following_documents.follow(self.store, self.store.text_hashes())
                self._seen = version

    # --- what there is

    def vector_store_events(self) -> Mapping[str, int]:
        """How often something happened with a distributed vector store (``too_few``, ``retries`` …); else nothing."""
        return dict(getattr(self._meaning, "counters", {}))

    def info(self) -> EngineInfo:
        """Versions, model and counts."""
        return EngineInfo(
            version=version("wenheng"),
            model=self.encoder.name,
            fingerprint=self.encoder.fingerprint,
            dim=self.encoder.dim,
            window=self.encoder.window,
            engine=self.encoder.engine,
            index_kind=self._meaning.kind,
            indexes=tuple(
                LanguageIndex(**asdict(facts), language=language)
                for language, facts in sorted(self._meaning.facts().items())
            ),
            calibrated=self._closeness.calibrated,
            **self.store.counts(),
            store_version=self.store.version,
            schema_version=self.store.schema,
            size_bytes=sum(each.stat().st_size for each in self.store.folder.glob("wenheng.db*")),
        )

    # --- writing

    def put(
        self,
        source_name: str,
        documents: Sequence[Document],
        *,
        is_file_text: bool = True,
        collection: str = "default",
        tags: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[PutResult, ...]:
        """Make a source consist of these documents, in one step; what it held before and holds no more is gone.

        :param is_file_text: Whether the documents' offsets are those of the decoded file.
        :raises CancelledError: If ``cancelled`` says so; then nothing was stored.
        """
        file = SourceFile(source_name, documents, is_file_text, collection, tuple(tags), metadata or {})
        return tuple(self.put_many([file], progress, cancelled)[0])

    def put_many(
        self,
        files: Sequence[SourceFile],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[list[PutResult]]:
        """Store many files, embedded together (faster), each written in a step of its own."""
        return self._ingest.put(files, progress, cancelled)

    def correct(
        self,
        document_id: int,
        *,
        facts: Mapping[str, object] | None = None,
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> DocumentInfo:
        """Set facts (title, kind, organ, level, year) by hand; they outlive a new version of the file.

        :raises NotFoundError: If there is no such document.
        """
        self.document(document_id)
        with self.store.database.write_lock:
            self.store.correct(document_id, facts or {}, tags, metadata, stage=self._meaning.stage)
            self._meaning.remove(())
        return self.document(document_id)

    def delete(self, document_ids: Sequence[int]) -> int:
        """Delete documents from everything; how many there were."""
        return self._ingest.delete(document_ids)

    def rebuild(self) -> None:
        """Build what is in memory anew from the store."""
        with self.store.database.write_lock:
            self._meaning.rebuild(self.store, self._model_id)
            self._fingerprints.replace(self.store.fingerprints())

    # --- questions

    def search(
        self,
        queries: Sequence[str],
        *,
        k: int = 10,
        mode: Mode = "both",
        filters: Filters = Filters(),
        min_similarity: float = 0.0,
        offset: int = 0,
        operators: bool = False,
        page: Page | None = None,
    ) -> list[SearchAnswer]:
        """The passages most similar to each query, best first.

        :param k: 1 to 1000 hits a query; fewer when there are fewer.
        :param operators: Whether "phrases", -exclusions and field:value are read (index.grammar).
        :param page: Everything about the page at once, instead of k, offset and min_similarity.
        :raises QueryError: If a query is empty, or the mode or k is not one of those allowed.
        """
        page = page or Page(k, offset, min_similarity)
        if mode not in MODES:
            raise QueryError(f"The mode must be one of {', '.join(MODES)}.")
        if not 1 <= page.k <= 1000 or page.offset < 0:
            raise QueryError("k must be 1 to 1000 and offset not negative.")
        typed = [grammar.read(query) if operators else grammar.Typed(query) for query in queries]
        read = read_queries([each.text for each in typed], self.encoder, self._closeness)
        return self._searcher.search(list(zip(read, typed, strict=True)), mode, filters, page)

    def more_like(self, like: Like, *, mode: Mode = "both", filters: Filters = Filters(), page: Page) -> SearchAnswer:
        """The passages of other documents most similar to a passage, a document or a stretch of one.

        :raises NotFoundError: If there is no such passage or document, or nothing in the stretch.
        """
        if like.passage_id is not None:
            passage = self.passage(like.passage_id)
            document_id, text = passage.document_id, passage.text
        else:
            document_id = like.document_id or 0
            text = self.document_text(document_id)[like.start : like.end]
        if not text.strip():
            raise NotFoundError("There is no text in that stretch of the document.")
        others = filters.narrowed(Filters(exclude_document_ids=(document_id,)))
        return self.search([text], mode=mode, filters=others, page=page)[0]

    def check(self, draft: str, options: CheckOptions = CheckOptions()) -> CheckReport:
        """What of a draft is borrowed, from where, in which way."""
        return self.report(self.examine(draft, options.filters), options)

    def examine(
        self,
        draft: str,
        filters: Filters = Filters(),
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Examination:
        """All that a draft may have borrowed; :meth:`report` says what counts, as often as options change.

        :param progress: Called with the steps done and all steps.
        :raises CancelledError: If ``cancelled`` says so.
        """
        return self._checker.examine(draft, filters, progress, cancelled)

    def report(self, examination: Examination, options: CheckOptions = CheckOptions()) -> CheckReport:
        """What counts of an examination under these options; the draft is not compared again."""
        return self._checker.report(examination, options)

    def compare(
        self,
        draft: str,
        source: str,
        options: CheckOptions = CheckOptions(),
        *,
        by_meaning: bool = True,
        cancelled: Callable[[], bool] | None = None,
    ) -> CheckReport:
        """What of a draft is borrowed from one given text, which need not be in the corpus.

        :param by_meaning: Whether to encode both texts, which takes most of the time, and look for what was said anew.
        :raises CancelledError: If ``cancelled`` says so.
        """
        return compare(draft, source, options, self._anew if by_meaning else None, cancelled)

    def twins(
        self,
        filters: Filters = Filters(),
        *,
        limit: int = 200,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Twins:
        """Groups of documents, and of paragraphs, that are nearly the same."""
        return twins(self.store, filters, limit=limit, progress=progress, cancelled=cancelled)

    def _nearest(self, texts: Sequence[str], k: int, filters: Filters) -> list[tuple[Hit, ...]]:
        return [answer.hits for answer in self.search(texts, k=k, filters=filters, mode="meaning")] if texts else []
