"""Findings by meaning: runs of sentences that say anew what a document says, in the same language or another."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.store import Store, lookup
from corpus.store.lookup import SentencePlace
from index.closeness import Closeness, without
from index.nearcopy.anew import Anew
from index.nearcopy.chain import Run, runs
from index.nearcopy.draft import stretches
from index.nearcopy.findings import Finding, Range
from index.nearcopy.links import CLOSELY, NEAREST, Candidate, nearest
from index.nearcopy.parallel import LEAST_SURE, SURE, parallel_runs, with_parallel
from index.nearcopy.resolve import LEAST_NATS
from index.nearcopy.sentences import Sentences
from index.stages import timed
from index.types import FloatArray
from index.vectorstore import Scope, VectorStore

# Texts asked of each index, since passages stand among the sentences.
_ASKED = 2 * NEAREST
# A sentence that many documents hold word for word is looked at in the first few of them.
_MOST_PLACES = 4
# A link as strong as this is worth looking whether its neighbours correspond, too.
_PROMISING = 1.0


@dataclass(frozen=True)
class Linked:
    """The sentences of a draft and their nearest sentences in the corpus.

    :ivar text: The draft.
    :ivar draft: Its sentences.
    :ivar ranges: Their ranges.
    :ivar near: For each sentence and group of languages the ids of the nearest embedded sentences, best first, and
        their cosines as they are compared.
    :ivar places: Where each embedded sentence stands.
    """

    text: str
    draft: Sentences
    ranges: Sequence[Range]
    near: Sequence[Mapping[str, tuple[list[int], FloatArray]]]
    places: dict[int, list[SentencePlace]]

    def anchors(self, count: int) -> Iterator[tuple[int, SentencePlace]]:
        """The nearest few places of each sentence: (sentence, place)."""
        for sentence, by_script in enumerate(self.near):
            for ids, _ in by_script.values():
                for text_id in ids[:count]:
                    yield from ((sentence, place) for place in self.places[text_id][:_MOST_PLACES])


class MeaningFinder:
    """Finds what a draft says anew of the documents of a store."""

    def __init__(self, store: Store, meaning: VectorStore, anew: Anew) -> None:
        self.store = store
        self.meaning = meaning
        self.anew = anew

    @property
    def _closeness(self) -> Closeness:
        return self.anew.closeness

    def candidates(
        self,
        connection: sqlite3.Connection,
        text: str,
        ranges: Sequence[Range],
        main_script: str,
        scope: Scope,
    ) -> Linked:
        """Read a draft's sentences and find the nearest sentences of each."""
        if not ranges:
            return Linked(text, self.anew.draft([], main_script), ranges, [], {})
        draft = self.anew.draft([text[start:end] for start, end in ranges], main_script)
        found: list[dict[str, tuple[list[int], FloatArray]]] = [{} for _ in ranges]
        for script in self.meaning.counts():
            same = draft.scripts == script
            asked = np.where(same[:, None], draft.vectors, draft.free)
            for each, hit in zip(found, self.meaning.nearest(script, asked, _ASKED, scope), strict=True):
                each[script] = hit[0].tolist(), hit[1]
        ids = sorted({text_id for each in found for hits, _ in each.values() for text_id in hits})
        places: dict[int, list[SentencePlace]] = defaultdict(list)
        for place in lookup.sentences_of_texts(connection, ids, scope.filters):
            places[place.text_id].append(place)
        near = [self._sentences_only(draft, at, each, places) for at, each in enumerate(found)]
        return Linked(text, draft, ranges, near, places)

    def _sentences_only(
        self,
        draft: Sentences,
        row: int,
        found: Mapping[str, tuple[list[int], FloatArray]],
        places: Mapping[int, list[SentencePlace]],
    ) -> dict[str, tuple[list[int], FloatArray]]:
        """The nearest that are sentences, compared as their languages are compared, best first."""
        kept = {}
        for script, (hits, cosines) in found.items():
            ids = [each for each in hits if each in places]
            values = cosines[[at for at, each in enumerate(hits) if each in places]]
            if script != draft.scripts[row] and ids:
                vectors, _ = self.meaning.get(ids)
                values = without(vectors, self._common(script)) @ draft.free[row]
                order = np.argsort(-values, kind="stable")
                ids, values = [ids[at] for at in order], values[order]
            kept[script] = ids[:NEAREST], values[:NEAREST]
        return kept

    def _common(self, script: str) -> FloatArray:
        count = self.meaning.counts().get(script, 0)
        return self._closeness.passage_common(script, self.meaning.mean(script), count)

    @timed("judge")
    def findings(
        self, connection: sqlite3.Connection, linked: Linked, covered: Sequence[bool], by_chance: float
    ) -> list[Finding]:
        """The runs of links of all documents, the covered sentences left out.

        :param by_chance: Nats that a run has by chance alone among so many sentences, taken off.
        """
        if self.anew.judges is None:
            return []
        found = [
            (sentence, ids[rank], candidate)
            for sentence, by_script in enumerate(linked.near)
            if not covered[sentence]
            for ids, cosines in by_script.values()
            for rank, candidate in enumerate(nearest(sentence, range(len(ids)), cosines)[:CLOSELY])
        ]
        nats = self._judged(linked, found, by_chance)
        by_document: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
        for (sentence, text_id), value in nats.items():
            for place in linked.places[text_id][:_MOST_PLACES]:
                by_document[place.document_id][sentence, place.start] = value
        return [
            finding
            for document, links in by_document.items()
            if max(links.values()) >= _PROMISING
            for finding in self._of_document(connection, linked, document, links, covered, by_chance)
        ]

    def _judged(
        self, linked: Linked, found: Sequence[tuple[int, int, Candidate]], by_chance: float
    ) -> dict[tuple[int, int], float]:
        """The evidence of links (sentence of the draft, embedded sentence)."""
        if not found:
            return {}
        ids = sorted({text_id for _, text_id, _ in found})
        place = {text_id: at for at, text_id in enumerate(ids)}
        vectors, scripts = self.meaning.get(ids)
        texts = self._texts([linked.places[text_id][0] for text_id in ids])
        source = self.anew.source(texts, scripts, vectors, {each: self._common(each) for each in set(scripts)})
        asked = [candidate._replace(source=place[text_id]) for _, text_id, candidate in found]
        nats = self.anew.nats(linked.draft, source, asked, by_chance)
        return {(sentence, text_id): float(value) for (sentence, text_id, _), value in zip(found, nats, strict=True)}

    def _texts(self, places: Sequence[SentencePlace]) -> list[str]:
        documents = {each: self.store.document_text(each) or "" for each in {place.document_id for place in places}}
        return [documents[place.document_id][place.start : place.end] for place in places]

    def _of_document(
        self,
        connection: sqlite3.Connection,
        linked: Linked,
        document: int,
        links: Mapping[tuple[int, int], float],
        covered: Sequence[bool],
        by_chance: float,
    ) -> list[Finding]:
        sentences = lookup.sentences_of(connection, document)
        starts = [each.start for each in sentences]
        known = {(sentence, bisect_left(starts, start)): nats for (sentence, start), nats in links.items()}
        known |= self._neighbours(linked, sentences, known, covered, by_chance)
        found = runs(known, LEAST_NATS["meaning"] + by_chance)
        found = with_parallel(self._parallel(linked, sentences, known, covered), found)
        return [self._finding(linked, document, sentences, run, by_chance) for run in found]

    def _parallel(
        self,
        linked: Linked,
        sentences: Sequence[SentencePlace],
        known: Mapping[tuple[int, int], float],
        covered: Sequence[bool],
    ) -> list[Run]:
        """The runs of a draft that translates this document in its order."""
        sure = {link: nats for link, nats in known.items() if nats >= SURE}
        if len(sure) < LEAST_SURE:
            return []
        _, scripts = self.meaning.get([sentences[source].text_id for _, source in sure])
        across = {
            (at, source): nats
            for ((at, source), nats), script in zip(sure.items(), scripts, strict=True)
            if script != linked.draft.scripts[at]
        }

        def source(first: int, last: int) -> Sentences:
            there = sentences[first:last]
            vectors, scripts = self.meaning.get([each.text_id for each in there])
            return self.anew.source(
                self._texts(there), scripts, vectors, {each: self._common(each) for each in set(scripts)}
            )

        apart = stretches(linked.text, linked.ranges, covered)
        found = parallel_runs(across, linked.draft, source, len(sentences), apart)
        return [run for run in found if not covered[run.first]]

    def _neighbours(
        self,
        linked: Linked,
        sentences: Sequence[SentencePlace],
        known: Mapping[tuple[int, int], float],
        covered: Sequence[bool],
        by_chance: float,
    ) -> dict[tuple[int, int], float]:
        """Links beside promising ones that were not among the nearest of their sentence."""
        wanted = {
            (at, other)
            for (sentence, source), nats in known.items()
            if nats >= _PROMISING
            for at in (sentence - 1, sentence + 1)
            for other in range(source - 2, source + 3)
            if 0 <= at < len(linked.ranges) and 0 <= other < len(sentences) and not covered[at]
        } - set(known)
        found = []
        for at, other in sorted(wanted):
            text_id = sentences[other].text_id
            linked.places.setdefault(text_id, [sentences[other]])
            found.append((at, text_id, self._candidate(linked, at, text_id)))
        nats = self._judged(linked, found, by_chance)
        return {(at, other): nats[at, sentences[other].text_id] for at, other in wanted}

    def _candidate(self, linked: Linked, sentence: int, text_id: int) -> Candidate:
        vectors, [script] = self.meaning.get([text_id])
        same = script == linked.draft.scripts[sentence]
        vector = linked.draft.vectors[sentence] if same else linked.draft.free[sentence]
        theirs = vectors if same else without(vectors, self._common(script))
        cosine = float((theirs @ vector)[0])
        _, cosines = linked.near[sentence].get(script, ([], np.empty(0, np.float32)))
        rest = cosines[cosines < cosine][:NEAREST]
        return Candidate(sentence, 0, cosine, cosine - float(rest.mean()) if len(rest) else 0.0)

    def _finding(
        self, linked: Linked, document: int, sentences: Sequence[SentencePlace], run: Run, by_chance: float
    ) -> Finding:
        vectors, scripts = self.meaning.get([sentences[source].text_id for _, source in run.links])
        ours = [sentence for sentence, _ in run.links]
        across = scripts[0] != linked.draft.scripts[ours[0]]
        left = linked.draft.free[ours] if across else linked.draft.vectors[ours]
        right = without(vectors, self._common(scripts[0])) if across else vectors
        return Finding(
            (linked.ranges[run.first][0], linked.ranges[run.last][1]),
            document,
            (sentences[run.source_first].start, sentences[run.source_last].end),
            "translated" if across else "paraphrased",
            "meaning",
            run.nats - by_chance,
            self.anew.mean_similarity(left, right, across=across),
            0,
        )
