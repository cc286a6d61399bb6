"""What the keeper of a library asks: undoing a deletion, correcting many documents, counting, a map, overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.store import Filters, statistics
from corpus.store.archive import Record
from corpus.store.store import Correction
from corpus.store.trash import Removed
from index.archived import rows_of
from index.corpusmap import Cartographer
from index.errors import NotFoundError
from index.fingerprint_index import FingerprintIndex
from index.ingest import Ingest
from index.overlap import Overlap, overlaps
from index.reading import Reading


class Keeping(Reading):
    """The part of the engine that serves the library.

    :ivar maps: Draws the map of the corpus.
    """

    maps: Cartographer
    _fingerprints: FingerprintIndex
    _ingest: Ingest

    def take_out(self, document_ids: Sequence[int]) -> Removed:
        """Delete documents from everything, and hand them out for :meth:`put_back`."""
        return self._ingest.take_out(document_ids)

    def put_back(self, removed: Removed) -> int:
        """Undo a deletion; how many documents are back (a text that has come again meanwhile is there already)."""
        return self._ingest.put_back(removed)

    def take_in(self, records: Sequence[Record]) -> int:
        """Store documents of an archive; how many of them were not there yet.

        :raises ValueError: If a record is not what an archive holds.
        """
        return self.put_back(rows_of(records, self.store, self._ingest.encoder, self._ingest.model_id))

    def correct_many(self, corrections: Mapping[int, Correction]) -> int:
        """Set facts, tags and metadata of documents, all in one step; how many of them there are."""
        return self.store.correct_many(corrections, stage=self._ingest.meaning.stage)

    def rename_collection(self, name: str, new: str) -> int:
        """Give a collection another name; how many documents it has.

        :raises CollectionExistsError: If there is a collection of the new name.
        :raises NotFoundError: If there is none of the old one.
        """
        meaning = self._ingest.meaning
        change = self.store.rename_collection(name, new, stage=meaning.stage)
        if not change.documents:
            raise NotFoundError("There is no collection of that name.")
        meaning.remove([])  # a distributed store tidies up what left the old name
        return len(change.documents)

    def statistics(
        self, filters: Filters = Filters()
    ) -> tuple[tuple[int, int, int], dict[str, tuple[statistics.Counted, ...]]]:
        """Documents, characters and passages within the filters, and the documents counted by what is known of them."""
        with self.store.reading() as connection:
            return statistics.totals(connection, filters), statistics.counted(connection, filters)

    def overlaps(self, document_id: int, *, k: int = 10) -> tuple[Overlap, ...]:
        """The documents that share most wording with one.

        :raises NotFoundError: If there is none with that id.
        """
        self.document(document_id)
        return overlaps(self.store, self._fingerprints, document_id, k)
