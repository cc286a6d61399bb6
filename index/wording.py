"""What the wording of a corpus is asked for: its phrases, other wordings, related documents."""

from __future__ import annotations

from corpus.store import Filters
from index.closeness import Closeness
from index.phrases import PhraseBank, PhraseGroup, Rewording, Wanted
from index.phrases.rewrite import Rewriter
from index.query import read_queries
from index.reading import Reading
from index.related import Relations
from index.types import Encoder, Related


class Wording(Reading):
    """The part of the engine that answers with wordings.

    :ivar phrases: The phrase bank.
    """

    encoder: Encoder
    phrases: PhraseBank
    _closeness: Closeness
    _relations: Relations
    _rewriter: Rewriter

    def related(self, document_id: int, *, k: int = 10, filters: Filters = Filters()) -> tuple[Related, ...]:
        """The documents that say most of what a document says, best first.

        :raises NotFoundError: If there is none with that id.
        """
        self.document(document_id)
        return self._relations.of(document_id, k, filters)

    def search_phrases(
        self, query: str | None, wanted: Wanted, *, k: int = 20, offset: int = 0, filters: Filters = Filters()
    ) -> tuple[tuple[PhraseGroup, ...], int]:
        """A page of the phrase bank, and how many wordings there are in all."""
        read = read_queries([query], self.encoder, self._closeness)[0] if query is not None else None
        return self.phrases.search(read, wanted, filters, k, offset)

    def rewordings(
        self, sentence: str, *, k: int = 10, min_similarity: float = 0.0, filters: Filters = Filters()
    ) -> tuple[Rewording, ...]:
        """Sentences of the corpus that say the same in other words, the most distant in words first."""
        [read] = read_queries([sentence], self.encoder, self._closeness)
        return self._rewriter.rewordings(read, filters, min_similarity, k)
