"""python -m scripts.beside: Wenheng beside other search libraries, same texts, same model, same queries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import click
import numpy as np

from index.embedding import embedded
from index.engine import MODES, Engine
from index.grouping import Page
from index.types import Encoder, FloatArray, Mode
from index.windows import windows
from scripts.evaluation.beir import BeirData, read_beir
from scripts.evaluation.measures import ndcg
from scripts.evaluation.peers import DEPTH, PEERS, Search
from scripts.evaluation.run_search import put_corpus
from scripts.models import load_encoder
from scripts.options import common
from service.settings import Settings

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1), help="Queries of a set.")
@common
def main(settings: Settings, folders: Sequence[Path], limit: int) -> None:
    """Compare on FOLDERS in the BEIR layout: nDCG@10 and milliseconds a query, encoding included everywhere.

    Example: python -m scripts.beside eval/search/cmrc2018-dev eval/search/drcd-dev-traditional
    """
    encoder = load_encoder(settings)
    for folder in folders:
        click.echo(f"\n| {folder.name} | nDCG@10 | ms a query |\n|---|---|---|")
        for name, (quality, milliseconds) in compare(encoder, read_beir(folder), limit).items():
            click.echo(f"| {name} | {100 * quality:.1f} | {milliseconds:.0f} |")


def compare(encoder: Encoder, data: BeirData, limit: int) -> Mapping[str, tuple[float, float]]:
    """nDCG@10 and milliseconds a query of each library that is installed, then of Wenheng's modes."""
    queries = dict(islice(data.queries.items(), limit))
    ids = [each for each, text in data.corpus.items() if text.full.strip()]
    texts = [data.corpus[each].full for each in ids]
    found: dict[str, tuple[float, float]] = {}
    vectors = encoder.encode_passages([windows(encoder, embedded(text))[0] for text in texts])
    known = dict(zip(texts, vectors, strict=True))

    def encode(asked: list[str]) -> FloatArray:
        """For libraries that call the model themselves: texts as passages, everything else as a query."""
        return np.stack([known[t] if t in known else encoder.encode_queries([embedded(t)])[0] for t in asked])

    for name, build in PEERS.items():
        try:
            search = build(texts, vectors, encode)
        except ImportError:
            click.echo(f"{name} is not installed: pip install -r requirements-compare.txt", err=True)
            continue
        found[name] = _timed(lambda query, search=search: _of_peer(encoder, search, ids, query), queries, data)
    with tempfile.TemporaryDirectory() as scratch, Engine.open(Path(scratch), encoder) as engine:
        twins = put_corpus(engine, data.corpus)
        for mode in MODES:

            def ours(query: str, mode: Mode = mode) -> list[str]:
                [answer] = engine.search([query], mode=mode, page=Page(10, one_per_document=True))
                return [each for hit in answer.hits for each in twins[hit.document.source]]

            found[f"Wenheng, {mode}"] = _timed(ours, queries, data)
    return found


def _of_peer(encoder: Encoder, search: Search, ids: Sequence[str], query: str) -> list[str]:
    [vector] = encoder.encode_queries([embedded(query)])
    return [ids[place] for place in search(query, vector)[:DEPTH]]


def _timed(rank: object, queries: Mapping[str, str], data: BeirData) -> tuple[float, float]:
    assert callable(rank)  # noqa: S101
    began = time.perf_counter()
    rankings = [rank(query) for query in queries.values()]
    took = (time.perf_counter() - began) / max(len(queries), 1) * 1000
    scores = [ndcg(ranking, data.qrels[query], 10) for query, ranking in zip(queries, rankings, strict=True)]
    return float(np.mean(scores)), took


if __name__ == "__main__":
    main()
