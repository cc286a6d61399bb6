"""How long it takes to find a draft's near-copies, beside plain ways to look for them."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from corpus.normal import skeleton
from index.encoder import TextEncoder
from index.engine import Engine
from index.windows import windows
from scripts.benchmarks.machine import quantiles, seconds
from scripts.benchmarks.tables import Cell, Table

# difflib takes minutes for one draft: so many pairs are timed, the rest is reckoned from them.
_PAIRS = 2_000
_GRAM, _PERMUTATIONS, _THRESHOLD = 5, 128, 0.3
Way = Callable[[Sequence[str]], float]


def beside(engine: Engine, encoder: TextEncoder, draft: str, rounds: int) -> Table:
    """The seconds each takes for one draft against every paragraph of the corpus."""
    documents, total = engine.documents(limit=200)
    corpus = [
        engine.document_text(each.id)[passage.start : passage.end]
        for each in documents
        for passage in engine.passages(each.id)
        if passage.kind == "paragraph"
    ]
    paragraphs = [line for line in draft.splitlines() if len(line) > 20]
    ours = quantiles([seconds(lambda: engine.check(draft)) for _ in range(rounds)])[0]
    rows: list[tuple[Cell, ...]] = [("Wenheng: spans, classes, set phrases, three ways to candidates", 0.0, ours)]
    for name, build in _ways(encoder).items():
        began = time.perf_counter()
        try:
            way = build(corpus)
        except ImportError:
            rows.append((f"{name}: not installed", None, None))
            continue
        prepared = time.perf_counter() - began
        rows.append((name, prepared, way(paragraphs)))
    return Table(
        "checks",
        "How long does a check take beside plain ways to look for copies?",
        f"A draft of {len(draft)} characters ({len(paragraphs)} paragraphs) against {len(corpus)} paragraphs of "
        f"{len(documents)} of {total} documents (Wenheng: of all). The others only name the nearest paragraph; what "
        "each finds is in docs/quality.md.",
        ("way", "seconds to prepare the corpus", "seconds a draft"),
        rows,
        notes=(f"difflib: {_PAIRS} pairs timed, the rest reckoned. Embedding scan: the corpus is encoded before.",),
    )


def _ways(encoder: TextEncoder) -> dict[str, Callable[[Sequence[str]], Way]]:
    return {
        "difflib, ratio of each pair": _difflib,
        "RapidFuzz, partial_ratio of each pair": _rapidfuzz,
        f"datasketch MinHash LSH, {_GRAM}-grams, {_PERMUTATIONS} permutations": _minhash,
        "embedding scan, cosine of each pair": lambda corpus: _embeddings(encoder, corpus),
    }


def _difflib(corpus: Sequence[str]) -> Way:
    def check(paragraphs: Sequence[str]) -> float:
        random = np.random.default_rng(0)
        pairs = [
            (paragraphs[int(random.integers(len(paragraphs)))], corpus[int(random.integers(len(corpus)))])
            for _ in range(_PAIRS)
        ]
        took = seconds(lambda: [difflib.SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs])
        return took / _PAIRS * len(paragraphs) * len(corpus)

    return check


def _rapidfuzz(corpus: Sequence[str]) -> Way:
    def check(paragraphs: Sequence[str]) -> float:
        return seconds(lambda: process.cdist(paragraphs, corpus, scorer=fuzz.partial_ratio, workers=-1))

    return check


def _minhash(corpus: Sequence[str]) -> Way:
    module: Any = import_module("datasketch")
    index = module.MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)

    def signature(text: str) -> Any:
        made, letters = module.MinHash(num_perm=_PERMUTATIONS), skeleton(text).text
        made.update_batch([letters[at : at + _GRAM].encode() for at in range(max(len(letters) - _GRAM + 1, 1))])
        return made

    for number, text in enumerate(corpus):
        index.insert(number, signature(text))

    def check(paragraphs: Sequence[str]) -> float:
        return seconds(lambda: [index.query(signature(text)) for text in paragraphs])

    return check


def _embeddings(encoder: TextEncoder, corpus: Sequence[str]) -> Way:
    vectors = encoder.encode_passages([windows(encoder, text)[0] for text in corpus])

    def check(paragraphs: Sequence[str]) -> float:
        return seconds(
            lambda: (encoder.encode_passages([windows(encoder, text)[0] for text in paragraphs]) @ vectors.T).argmax(1)
        )

    return check
