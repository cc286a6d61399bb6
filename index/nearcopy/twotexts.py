"""Two texts compared directly, without a corpus around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from corpus.language import detect
from index.effort import limited
from index.embedding import script
from index.nearcopy.anew import Anew
from index.nearcopy.bywords import find
from index.nearcopy.chain import runs
from index.nearcopy.draft import covered_sentences, draft_sentences, stretches
from index.nearcopy.exact import exact_between, extended
from index.nearcopy.findings import Finding, Range
from index.nearcopy.links import Candidate, candidates
from index.nearcopy.parallel import parallel_runs, with_parallel
from index.nearcopy.repetition import Repetition
from index.nearcopy.resolve import LEAST_NATS
from index.nearcopy.sentences import Sentences
from index.nearcopy.words import read

# Sentences of each side that are compared by meaning; encoding them is what a comparison costs.
MOST_SENTENCES = 2000


def findings_between(draft: str, source: str, anew: Anew | None) -> list[Finding]:
    """All that one text may have borrowed from another; the source stands as document 0.

    :param anew: None leaves out what was said anew in other words.
    """
    repetition = Repetition(draft)
    runs = exact_between(draft, source, repetition.spare)
    by_words = [each.of(0) for each in find(read(draft), read(source), LEAST_NATS["words"], digests=True)]
    found = [*extended(by_words, runs), *runs]
    if anew is not None and anew.judges is not None:
        found += _said_anew(draft, source, anew, found, repetition)
    return found + repetition.copies(found)


def _said_anew(
    draft: str, source: str, anew: Anew, by_words: Sequence[Finding], repetition: Repetition
) -> list[Finding]:
    ranges, source_ranges = repetition.looked_for(draft_sentences(draft)), draft_sentences(source)
    if max(len(ranges), len(source_ranges)) > MOST_SENTENCES:
        limited("sentences")
    ranges, source_ranges = ranges[:MOST_SENTENCES], source_ranges[:MOST_SENTENCES]
    covered = covered_sentences(draft, ranges, by_words)
    if all(covered) or not source_ranges:
        return []
    ours = anew.draft([draft[start:end] for start, end in ranges], script(detect(draft)))
    theirs = anew.read_source([source[start:end] for start, end in source_ranges], script(detect(source)))
    near = [each for _, _, found in links_between(ours, theirs) for each in found]
    found = [each for each in near if not covered[each.draft]]
    nats = anew.nats(ours, theirs, found)
    links = {(each.draft, each.source): float(value) for each, value in zip(found, nats, strict=True)}
    across = {(at, there): each for (at, there), each in links.items() if ours.scripts[at] != theirs.scripts[there]}
    apart = stretches(draft, ranges, covered)
    parallel = parallel_runs(across, ours, theirs.part, len(theirs), apart)
    return [
        _finding(anew, ours, theirs, ranges, source_ranges, run.links, run.nats)
        for run in with_parallel(
            [run for run in parallel if not covered[run.first]], runs(links, LEAST_NATS["meaning"])
        )
    ]


def links_between(draft: Sentences, source: Sentences) -> Iterator[tuple[str, str, list[Candidate]]]:
    """The candidates of two texts, of each language of the draft and of the source: (draft's, source's, candidates)."""
    for theirs in sorted({*source.scripts.tolist()}):
        there = np.flatnonzero(source.scripts == theirs)
        for ours in sorted({*draft.scripts.tolist()}):
            here = np.flatnonzero(draft.scripts == ours)
            left, right = (draft.free, source.free) if ours != theirs else (draft.vectors, source.vectors)
            found = candidates(left[here] @ right[there].T)
            yield (
                ours,
                theirs,
                [each._replace(draft=int(here[each.draft]), source=int(there[each.source])) for each in found],
            )


def _finding(
    anew: Anew,
    draft: Sentences,
    source: Sentences,
    ranges: Sequence[Range],
    source_ranges: Sequence[Range],
    links: Sequence[tuple[int, int]],
    nats: float,
) -> Finding:
    ours, theirs = [sentence for sentence, _ in links], [sentence for _, sentence in links]
    across = bool(draft.scripts[ours[0]] != source.scripts[theirs[0]])
    return Finding(
        (ranges[min(ours)][0], ranges[max(ours)][1]),
        0,
        (source_ranges[min(theirs)][0], source_ranges[max(theirs)][1]),
        "translated" if across else "paraphrased",
        "meaning",
        nats,
        anew.similarity(draft, source, ours, theirs, across=across),
        0,
    )
