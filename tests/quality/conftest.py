"""What a writer may expect, asked over HTTP of the real model; figures with their sets are in docs/quality.md."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.encoder import TextEncoder
from service.settings import Settings
from tests.office import ROOT, SAMPLE, encoded, serving
from tests.quality.judged import Judged

DATA = ROOT / "tests" / "data"
# The compendium is no part of this repository: the folder that holds it, the one beside it unless another is named.
INPUT = Path(os.environ.get("WENHENG_INPUT", ROOT.parent / "shared" / "input"))

Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def sample(
    tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder, request: pytest.FixtureRequest
) -> Iterator[Ask]:
    """Asks a service that holds the sample corpus: path and body, or a path alone."""
    yield from _office("sample", sorted(SAMPLE.iterdir()), tmp_path_factory, encoder, request)


@pytest.fixture(scope="session")
def compendium(
    tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder, request: pytest.FixtureRequest
) -> Iterator[Ask]:
    """Asks a service that holds the compendium."""
    about = _compendium_lines()[0]
    path = INPUT / about["source"]
    if not path.is_file():
        pytest.skip(f"no {path}: the queries over the compendium are not asked (WENHENG_INPUT names its folder)")
    assert sha256(path.read_bytes()).hexdigest() == about["sha256"]
    yield from _office("compendium", [path], tmp_path_factory, encoder, request)


def _office(
    name: str,
    paths: Sequence[Path],
    tmp_path_factory: pytest.TempPathFactory,
    encoder: TextEncoder,
    request: pytest.FixtureRequest,
) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp(name) / "data"
    shutil.copytree(encoded(name, paths, encoder, request.config.cache.mkdir("office")), folder)
    with (
        serving(Settings(data=folder, port=0), encoder) as url,
        httpx.Client(base_url=url, timeout=120) as client,
    ):

        def ask(path: str, body: Mapping[str, Any] | None = None) -> Any:
            response = client.get(path) if body is None else client.post(path, json=dict(body))
            assert response.status_code == 200, response.text
            return response.json()

        yield ask


@pytest.fixture(scope="session")
def sample_queries() -> list[Judged]:
    """Queries of office writers over the sample corpus, each with the passages that answer it."""
    rows = [json.loads(line) for line in (DATA / "queries.jsonl").read_text("utf-8").splitlines()]
    return [
        Judged(
            row["kind"],
            row["query"],
            ((row["document"], row["start"], row["end"]), *(tuple(each) for each in row.get("also", []))),
        )
        for row in rows
    ]


@pytest.fixture(scope="session")
def compendium_queries() -> list[Judged]:
    """The same over the compendium; ranges are of its decoded file."""
    source = _compendium_lines()[0]["source"]
    return [
        Judged(row["kind"], row["query"], tuple((source, start, end) for start, end in row["ranges"]))
        for row in _compendium_lines()[1:]
    ]


def _compendium_lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "compendium_queries.jsonl").read_text("utf-8").splitlines()]
