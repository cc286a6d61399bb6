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
from index.effort import MOST_STEPS, effort, limited, spend
from index.embedding import script
from index.fingerprint import K
from index.fingerprint_index import FingerprintIndex
from index.nearcopy.anew import Anew
from index.nearcopy.bymeaning import Linked, MeaningFinder
from index.nearcopy.bywords import find
from index.nearcopy.draft import covered_sentences, draft_sentences, questions
from index.nearcopy.exact import exact_findings, extended
from index.nearcopy.findings import Examination, Finding, Range, united
from index.nearcopy.regions import Places, Points, Region, regions
from index.nearcopy.repetition import Repetition
from index.nearcopy.resolve import LEAST_NATS
from index.nearcopy.setphrases import SetPhrases, Wear
from index.nearcopy.variants import with_variants
from index.nearcopy.words import Words, read, read_together
from index.postings import DocumentIds
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


@dataclass(slots=True)
class _Draft:
    """A draft in the course of its examination; ``by_chance``: nats that something in a corpus of that
    size has by chance; ``points``: places that may correspond, each with its document."""

    text: str
    ranges: tuple[Range, ...]
    main_script: str
    wear: Wear
    by_chance: float
    repetition: Repetition
    points: Places = field(default_factory=Places)
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
        steps = _Steps(progress)
        with self.store.reading() as connection, effort(cancelled, MOST_STEPS) as work:
            scope = Scope(connection, filters)
            searched = sum(self._meaning.counts().values()) if scope.texts is None else len(scope.texts)
            by_chance = float(np.log(max(searched / _TUNED_ON, 1)))
            repetition = Repetition(text)
            ranges = tuple(repetition.looked_for(draft_sentences(text)))
            draft = _Draft(text, ranges, script(detect(text)), self.phrases.wear(text), by_chance, repetition)
            work.told = lambda share: steps.done(share, 3)
            linked = self.linker.candidates(connection, text, draft.ranges, draft.main_script, scope)
            work.told = None
            steps.done(1, 3)
            self._points(connection, draft, linked, filters)
            self._by_words(draft, steps)
            steps.done(2, 3)
            covered = covered_sentences(text, draft.ranges, draft.findings)
            draft.findings += self.linker.findings(connection, linked, covered, by_chance)
            draft.findings += repetition.copies(draft.findings)
            phrases = with_variants(draft.wear.stretches(), draft.findings, self.phrases.organs())
        steps.done(3, 3)
        return Examination(text, tuple(draft.findings), phrases, tuple(sorted(work.limits)))

    def _points(self, connection: sqlite3.Connection, draft: _Draft, linked: Linked, filters: Filters) -> None:
        """Gather where the draft and each document may correspond: equal runs, words, meaning."""
        self._equal_runs(draft, np.array(lookup.documents_within(connection, filters)) if filters else None)
        for sentence, place in linked.anchors(_ANCHORS):
            draft.points.add(place.document_id, [(*draft.ranges[sentence], place.start, place.end)])
        rarity = self._rarity_in(connection)
        asked: dict[str, list[Range]] = defaultdict(list)
        for start, end in draft.repetition.looked_for(questions(draft.text)):
            asked[draft.text[start:end]].append((start, end))
        for text, places in asked.items():
            spend(len(text))
            question = lexical.ask(connection, text, rarity)
            hits = lexical.search(connection, question, filters, _BY_WORDS) if question else []
            for document, first, last in lookup.passage_places(connection, [passage for passage, _ in hits]).values():
                draft.points.add(document, [(*place, first, last) for place in places])

    def _equal_runs(self, draft: _Draft, within: DocumentIds | None) -> None:
        """Find exact runs, and points where fingerprints are equal."""
        folded = skeleton(draft.text)
        # An exact run that counts has letters outside of set phrases: not all of its fingerprints are worn.
        worn = np.cumsum(np.r_[0, draft.wear.worn[folded.origins], np.zeros(K, np.int64)])
        spare = draft.repetition.spare[folded.origins] | (worn[K:-1] - worn[: -K - 1] == K)
        seeds = self.index.seeds(folded.text, within, spare)
        order = np.argsort(seeds.document, kind="stable")  # each document's seeds stay in the order of the draft
        documents, firsts = np.unique(seeds.document[order], return_index=True)
        for document, here in zip(documents.tolist(), np.split(order, firsts[1:]), strict=False):
            spend(len(here))
            text = self._text(document)
            source = skeleton(text)
            ours, theirs = seeds.draft[here], seeds.source[here]
            if len(source.text) <= theirs.max():  # another text than when the fingerprints were read
                continue
            at, there = folded.origins[ours], source.origins[theirs]
            draft.points.add(document, np.stack([at, at + 1, there, there + 1], axis=1))
            pairs = zip(ours.tolist(), theirs.tolist(), strict=True)
            draft.runs[document] = exact_findings((draft.text, text), folded, source, pairs, document, draft.wear.worn)
            draft.findings += draft.runs[document]

    @timed("align")
    def _by_words(self, draft: _Draft, steps: _Steps) -> None:
        points = draft.points.by_document()
        documents = sorted(points, key=lambda each: (-len(points[each]), each))
        if len(documents) > _MOST_DOCUMENTS:
            limited("documents")
        documents = documents[:_MOST_DOCUMENTS]
        words = read(draft.text, lambda: draft.wear.worn)
        parts: dict[Range, Words] = {}
        for number in range(0, len(documents), _TOGETHER):
            lot = {each: (points[each], self._text(each)) for each in documents[number : number + _TOGETHER]}
            for document, region, theirs in self._stretches(len(draft.text), lot):
                steps.done(1 + number / len(documents), 3)
                if region.draft not in parts:
                    parts[region.draft] = words.within(*region.draft)
                ours = parts[region.draft]
                if not spend(len(ours) + len(theirs)):
                    return
                by_words = [
                    each.of(document, region.draft[0], region.source[0], draft.by_chance)
                    for each in find(ours, theirs, LEAST_NATS["words"] + draft.by_chance)
                ]
                draft.findings += extended(by_words, draft.runs[document])

    def _stretches(
        self, draft_chars: int, lot: Mapping[int, tuple[Points, str]]
    ) -> Iterator[tuple[int, Region, Words]]:
        """What of some documents is compared with the draft: (document, region, the source's words)."""
        found = {document: regions(points, draft_chars, len(text)) for document, (points, text) in lot.items()}
        ranges = [
            (document, at) for document, several in found.items() for at in united(each.source for each in several)
        ]
        read = read_together([lot[document][1][slice(*at)] for document, at in ranges], self.phrases.wears)
        words: dict[int, dict[Range, Words]] = {document: {} for document in lot}
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
    """Tells how far an examination is, and stops it when nobody waits for it."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def done(self, steps: float, of: int) -> None:
        """:raises CancelledError: If nobody waits any more."""
        spend(0)
        if self._progress is not None:
            self._progress(round(100 * steps), 100 * of)
