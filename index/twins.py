"""Twins inside the corpus: documents, and paragraphs of different documents, that are nearly the same.

Two texts are alike by the share of their winnowed fingerprints that both have (Jaccard). Pairs are found by prefix
filtering (Bayardo, Ma, Srikant 2007): two sets with so large a share in common have one of their rarest members in
common, so that common wording makes no candidates and the work grows with the corpus, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray

from corpus.normal import skeleton
from corpus.store import DocumentInfo, Filters, Store
from index.errors import CancelledError
from index.fingerprint import fingerprints, unpack

# Fingerprints in common, of those that either has. Of 683 regulations (evaluation data) no two of different names reach
# it (the nearest two 0.49: one text for two groups of investors), 26 of 35 pairs of versions do; paragraphs at it agree
# in 86 to 90 % of their characters.
LEAST_SHARE = 0.5
# Paragraphs with fewer letters (成绩来之不易。) are alike by chance.
SHORTEST_PARAGRAPH = 30
# A rare fingerprint of more texts than this links each to the next only, which groups them all the same.
_MOST_OF_ALL_PAIRS = 32
# Documents folded between two looks at "cancelled".
_LOT = 16

Hashes = NDArray[np.uint64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Twin:
    """A member of a group of twins; offsets into the document's text.

    :ivar similarity: The share of fingerprints in common with the group's first, [0, 1].
    :ivar equal: Whether it is the first's text but for width, case, script variant, punctuation and blanks.
    :ivar text: A paragraph's text; empty for a document.
    """

    document: DocumentInfo
    start: int
    end: int
    similarity: float
    equal: bool
    heading_path: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Twins:
    """Groups of twins, the largest first; in each group the one that came first (year, then day of adding) is first.

    Paragraphs of documents that are twins as a whole are not listed again. ``document_groups`` and
    ``passage_groups`` count all groups, also those beyond the limit that was asked for.
    """

    documents: tuple[tuple[Twin, ...], ...]
    passages: tuple[tuple[Twin, ...], ...]
    document_groups: int
    passage_groups: int


@dataclass(slots=True)
class _Paragraph:
    document_id: int
    start: int
    end: int
    heading_path: tuple[str, ...]
    skeleton: int
    hashes: Hashes = field(repr=False)


def twins(
    store: Store,
    filters: Filters = Filters(),
    *,
    limit: int = 200,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Twins:
    """Groups of twins among the documents within the filters.

    :param limit: Groups of documents, and of paragraphs, that are returned.
    :param progress: Called with documents read so far and in all.
    :raises CancelledError: If ``cancelled`` says so.
    """
    infos = {each.id: each for each in store.documents(filters, limit=-1)[0]}
    sets = {each: np.unique(unpack(packed)[0]) for each, packed in store.fingerprints() if each in infos}
    ids = [each for each in infos if each in sets]
    groups = [[ids[at] for at in group] for group in grouped([sets[each] for each in ids])]
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    paragraphs = list(_paragraphs(store, ids, progress, cancelled))
    alike = grouped([each.hashes for each in paragraphs], [each.skeleton for each in paragraphs])
    passages = [
        group
        for group in ([paragraphs[at] for at in members] for members in alike)
        if len({group_of.get(each.document_id, -each.document_id) for each in group}) > 1
    ]
    groups.sort(key=lambda group: (-len(group), group))
    passages.sort(key=lambda group: (-len(group), group[0].document_id, group[0].start))
    return Twins(
        tuple(_documents(store, [infos[each] for each in group], sets) for group in groups[:limit]),
        tuple(_passages(store, group, infos) for group in passages[:limit]),
        len(groups),
        len(passages),
    )


def grouped(sets: Sequence[Hashes], names: Sequence[int] | None = None, least: float = LEAST_SHARE) -> list[list[int]]:
    """Groups of two and more sets, as numbers of the sets, each like another of its group.

    :param sets: Distinct hashes each.
    :param names: Sets of one name are alike whatever they hold.
    """
    links = list(_same(names)) if names is not None else []
    links += ((a, b) for a, b in candidates(sets, least) if share(sets[a], sets[b]) >= least)
    parents = list(range(len(sets)))
    for a, b in links:
        first, second = sorted((_root(parents, a), _root(parents, b)))
        parents[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for each in range(len(sets)):
        groups[_root(parents, each)].append(each)
    return [group for group in groups.values() if len(group) > 1]


def candidates(sets: Sequence[Hashes], least: float) -> Iterator[tuple[int, int]]:
    """All pairs of sets, each once, that may have the least share in common, and few others."""
    if not sets:
        return
    rarest = _prefixes(sets, least)
    owners = np.repeat(np.arange(len(sets)), [len(each) for each in rarest])
    hashes = np.concatenate([*rarest, np.empty(0, np.uint64)])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    first = np.searchsorted(hashes, hashes, "left")
    size = np.searchsorted(hashes, hashes, "right") - first
    found = [np.empty(0, np.int64)]
    for step in range(1, _MOST_OF_ALL_PAIRS):
        together = np.flatnonzero(
            (hashes[:-step] == hashes[step:]) & ((step == 1) | (size[:-step] <= _MOST_OF_ALL_PAIRS))
        )
        found.append(np.unique(owners[together] * len(sets) + owners[together + step]))
    lengths = np.array([len(each) for each in sets])
    for pair in np.unique(np.concatenate(found)).tolist():
        a, b = divmod(pair, len(sets))
        if min(lengths[a], lengths[b]) >= least * max(lengths[a], lengths[b]):
            yield a, b


def share(one: Hashes, other: Hashes) -> float:
    """What two sets have in common, of all that either has."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(len(one) + len(other) - common, 1)


def _prefixes(sets: Sequence[Hashes], least: float) -> list[Hashes]:
    """The rarest members of each set: so many that a set like it has one of them among its own rarest."""
    members = np.concatenate([*sets, np.empty(0, np.uint64)])
    _, number, counts = np.unique(members, return_inverse=True, return_counts=True)
    found, at = [], 0
    for each in sets:
        rarity = counts[number[at : at + len(each)]]
        at += len(each)
        enough = len(each) - ceil(least * len(each)) + 1
        found.append(each[np.lexsort((each, rarity))[:enough]])
    return found


def _same(names: Sequence[int]) -> Iterator[tuple[int, int]]:
    last: dict[int, int] = {}
    for at, name in enumerate(names):
        if name in last:
            yield last[name], at
        last[name] = at


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at


def _paragraphs(
    store: Store, document_ids: Sequence[int], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Iterator[_Paragraph]:
    """The paragraphs of documents that are long enough to be told apart, headings aside."""
    for done, document_id in enumerate(document_ids):
        if done % _LOT == 0:
            if cancelled is not None and cancelled():
                raise CancelledError("The work was cancelled.")
            if progress is not None:
                progress(done, len(document_ids))
        text = store.document_text(document_id) or ""
        paths = {each.paragraph: each.heading_path for each in store.passages(document_id) if each.kind != "heading"}
        for (start, end), path in paths.items():
            folded = skeleton(text[start:end]).text
            if len(folded) >= SHORTEST_PARAGRAPH:
                yield _Paragraph(document_id, start, end, path, hash(folded), np.unique(fingerprints(folded)[0]))


def _came_first(document: DocumentInfo) -> tuple[bool, int, str, int]:
    return document.year is None, document.year or 0, document.added_at, document.id


def _documents(store: Store, group: Iterable[DocumentInfo], sets: dict[int, Hashes]) -> tuple[Twin, ...]:
    ordered = sorted(group, key=_came_first)
    first = ordered[0]
    text = skeleton(store.document_text(first.id) or "").text
    return tuple(
        Twin(
            each,
            0,
            each.characters,
            share(sets[first.id], sets[each.id]),
            each is first or skeleton(store.document_text(each.id) or "").text == text,
        )
        for each in ordered
    )


def _passages(store: Store, group: Iterable[_Paragraph], infos: dict[int, DocumentInfo]) -> tuple[Twin, ...]:
    ordered = sorted(group, key=lambda each: (_came_first(infos[each.document_id]), each.start))
    first = ordered[0]
    return tuple(
        Twin(
            infos[each.document_id],
            each.start,
            each.end,
            share(first.hashes, each.hashes),
            each.skeleton == first.skeleton,
            each.heading_path,
            (store.document_text(each.document_id) or "")[each.start : each.end],
        )
        for each in ordered
    )
