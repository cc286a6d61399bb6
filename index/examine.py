"""The examination of a draft against a corpus: candidates three ways, then stretches by words and by meaning."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus.language import detect
from corpus.normal import skeleton
from corpus.store import Filters, Store, lookup, weighing
from index import lexical
from index.embedding import script
from index.errors import CancelledError
from index.fingerprint_index import FingerprintIndex
from index.nearcopy.anew import Anew
from index.nearcopy.bymeaning import Linked, MeaningFinder
from index.nearcopy.bywords import find
from index.nearcopy.draft import covered_sentences, draft_sentences, questions
from index.nearcopy.exact import exact_findings, extended
from index.nearcopy.findings import Examination, Finding, Range, united
from index.nearcopy.regions import Region, regions
from index.nearcopy.resolve import LEAST_NATS
from index.nearcopy.setphrases import SetPhrases, Wear
from index.nearcopy.words import Words, read, read_together
from index.rarity import Rarity
from index.stages import timed
from index.vectorstore import Scope, VectorStore

# Called with the steps done and all steps of an examination.
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

# The nearest few sources of each sentence are worth comparing word by word.
_ANCHORS = 3
# Passages asked for by the rarest words of each paragraph of the draft.
_BY_WORDS = 5
# Embedded texts of the compendium that the evidence asked for was tuned on. Something alike by chance is found in a
# corpus e times as large with one nat more.
_TUNED_ON = 952
# Documents compared word by word, those with the most places that correspond.
_MOST_DOCUMENTS = 200
# So many are read at once.
_TOGETHER = 40

Points = dict[int, list[tuple[Range, Range]]]


@dataclass(slots=True)
class _Draft:
    """A draft in the course of its examination; ``by_chance``: nats that something in a corpus of that
    size has by chance; ``points``: for each document, places that may correspond."""

    text: str
    ranges: tuple[Range, ...]
    main_script: str
    wear: Wear
    by_chance: float
    points: Points = field(default_factory=lambda: defaultdict(list))
    runs: dict[int, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)


class Examiner:
    """Examines drafts against the documents of a store."""

    def __init__(
        self, store: Store, index: FingerprintIndex, meaning: VectorStore, anew: Anew, phrases: SetPhrases
    ) -> None:
        self.store = store
        self.index = index
        self.phrases = phrases
        self._meaning = meaning
        self.linker = MeaningFinder(store, meaning, anew)
        self._rarity = -1, Rarity()

    def examine(
        self,
        text: str,
        filters: Filters = Filters(),
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Examination:
        """Find all that a draft may have borrowed from the documents within the filters.

        :raises CancelledError: If ``cancelled`` says so.
        """
        steps = _Steps(progress, cancelled)
        with self.store.reading() as connection:
            scope = Scope(connection, filters)
            searched = sum(self._meaning.counts().values()) if scope.texts is None else len(scope.texts)
            by_chance = float(np.log(max(searched / _TUNED_ON, 1)))
            draft = _Draft(text, draft_sentences(text), script(detect(text)), self.phrases.wear(text), by_chance)
            linked = self.linker.candidates(connection, text, draft.ranges, draft.main_script, scope)
            steps.done(1, 3)
            self._points(connection, draft, linked, filters)
            self._by_words(draft, steps)
            steps.done(2, 3)
            covered = covered_sentences(text, draft.ranges, draft.findings)
            draft.findings += self.linker.findings(connection, linked, covered, by_chance)
        steps.done(3, 3)
        return Examination(text, tuple(draft.findings), draft.wear.stretches())

    def _points(self, connection: sqlite3.Connection, draft: _Draft, linked: Linked, filters: Filters) -> None:
        """Gather where the draft and each document may correspond: equal runs, words, meaning."""
        folded = skeleton(draft.text)
        within = np.array(lookup.documents_within(connection, filters), dtype=np.int64) if filters else None
        seeds = self.index.seeds(folded.text, within)
        order = np.argsort(seeds.document, kind="stable")  # each document's seeds stay in the order of the draft
        documents, firsts = np.unique(seeds.document[order], return_index=True)
        for document, here in zip(documents.tolist(), np.split(order, firsts[1:]), strict=False):
            text = self._text(document)
            source = skeleton(text)
            pairs = list(zip(seeds.draft[here].tolist(), seeds.source[here].tolist(), strict=True))
            draft.points[document] += [
                (folded.original(at, at + 1), source.original(there, min(there + 1, len(source.text))))
                for at, there in pairs
            ]
            draft.runs[document] = exact_findings((draft.text, text), folded, source, pairs, document, draft.wear.worn)
            draft.findings += draft.runs[document]
        for sentence, place in linked.anchors(_ANCHORS):
            draft.points[place.document_id].append((draft.ranges[sentence], (place.start, place.end)))
        rarity = self._rarity_in(connection)
        asked: dict[str, list[Range]] = defaultdict(list)
        for start, end in questions(draft.text):
            asked[draft.text[start:end]].append((start, end))
        for text, places in asked.items():
            question = lexical.ask(connection, text, rarity)
            hits = lexical.search(connection, question, filters, _BY_WORDS) if question else []
            for document, first, last in lookup.passage_places(connection, [passage for passage, _ in hits]).values():
                draft.points[document] += [(place, (first, last)) for place in places]

    @timed("align")
    def _by_words(self, draft: _Draft, steps: _Steps) -> None:
        documents = sorted(draft.points, key=lambda each: (-len(draft.points[each]), each))[:_MOST_DOCUMENTS]
        words = read(draft.text, lambda: draft.wear.worn)
        parts: dict[Range, Words] = {}
        for number in range(0, len(documents), _TOGETHER):
            lot = {document: self._text(document) for document in documents[number : number + _TOGETHER]}
            for document, region, theirs in self._stretches(draft, lot):
                steps.done(1 + number / len(documents), 3)
                if region.draft not in parts:
                    parts[region.draft] = words.within(*region.draft)
                by_words = [
                    each.of(document, region.draft[0], region.source[0], draft.by_chance)
                    for each in find(parts[region.draft], theirs, LEAST_NATS["words"] + draft.by_chance)
                ]
                draft.findings += extended(by_words, draft.runs[document])

    def _stretches(self, draft: _Draft, texts: Mapping[int, str]) -> Iterator[tuple[int, Region, Words]]:
        """What of some documents is compared with the draft: (document, region, the source's words)."""
        found = {
            document: regions(draft.points[document], len(draft.text), len(text)) for document, text in texts.items()
        }
        ranges = [
            (document, at) for document, several in found.items() for at in united(each.source for each in several)
        ]
        read = read_together([texts[document][slice(*at)] for document, at in ranges], self.phrases.wears)
        words: dict[int, dict[Range, Words]] = {document: {} for document in texts}
        for (document, at), each in zip(ranges, read, strict=True):
            words[document][at] = each
        for document, several in found.items():
            yield from ((document, region, _within(words[document], region.source)) for region in several)

    def _rarity_in(self, connection: sqlite3.Connection) -> Rarity:
        """How rare words are in this very state of the store, so that equal checks find the same."""
        version = weighing.version(connection)
        known, rarity = self._rarity
        if known != version:
            rarity = Rarity()
            self._rarity = version, rarity
        return rarity

    def _text(self, document: int) -> str:
        return self.store.document_text(document) or ""


def _within(stretches: Mapping[Range, Words], at: Range) -> Words:
    """The words of a range that lies in one of these stretches."""
    (begin, _), words = next(
        (each, words) for each, words in stretches.items() if each[0] <= at[0] and at[1] <= each[1]
    )
    return words.within(at[0] - begin, at[1] - begin)


class _Steps:
    """Tells how far an examination is, and stops it when it is cancelled."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def done(self, steps: float, of: int) -> None:
        """:raises CancelledError: If the examination is cancelled."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("The work was cancelled.")
        if self._progress is not None:
            self._progress(round(100 * steps), 100 * of)
