"""What a corpus holds: documents and passages as they are stored."""

from __future__ import annotations

from corpus.store import Filters, PassageInfo, Store
from index.errors import NotFoundError
from index.types import DocumentInfo


class Reading:
    """The part of the engine that only looks things up.

    :ivar store: Where everything is kept.
    """

    store: Store

    def documents(
        self, filters: Filters = Filters(), *, limit: int = 50, offset: int = 0, sort: str = "id"
    ) -> tuple[tuple[DocumentInfo, ...], int]:
        """One page of the documents within the filters, and how many there are in all."""
        return self.store.documents(filters, limit=limit, offset=offset, sort=sort)

    def document(self, document_id: int) -> DocumentInfo:
        """One document.

        :raises NotFoundError: If there is none with that id.
        """
        found = self.store.document_infos([document_id])
        if not found:
            raise NotFoundError(f"There is no document {document_id}.")
        return found[document_id]

    def document_text(self, document_id: int) -> str:
        """A document's original text.

        :raises NotFoundError: If there is none with that id.
        """
        text = self.store.document_text(document_id)
        if text is None:
            raise NotFoundError(f"There is no document {document_id}.")
        return text

    def passages(self, document_id: int) -> tuple[PassageInfo, ...]:
        """A document's passages in reading order.

        :raises NotFoundError: If there is none with that id.
        """
        self.document(document_id)
        return self.store.passages(document_id)

    def passage(self, passage_id: int) -> PassageInfo:
        """One passage.

        :raises NotFoundError: If there is none with that id.
        """
        found = self.store.passage_infos([passage_id])
        if not found:
            raise NotFoundError(f"There is no passage {passage_id}.")
        return found[passage_id]

    def neighbours(self, passage_id: int, before: int = 2, after: int = 2) -> tuple[PassageInfo, ...]:
        """The passage among the paragraphs before and after it, in reading order.

        :raises NotFoundError: If there is none with that id.
        """
        return self.store.neighbours(self.passage(passage_id), before, after)
