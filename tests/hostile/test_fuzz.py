"""Every reader against whatever hypothesis thinks of: text or a ReadError, in time, whatever the bytes.

FUZZ_EXAMPLES says how many of each; `make fuzz` takes a thousand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.read import FORMATS
from corpus.read.apart import Limits, Pool
from tests.hostile.make import seeds

SEEDS = seeds()
ALIKE = {"text": "txt", "markdown": "md", "htm": "html", "wps": "doc"}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
# What the formats are made of, in any order.
PIECES = (
    *("一、", "（一）", "一是", "2018年", "总结", "（县政府办）", "\n", "\r\n", "\u3000", "“", "”", "《", "。", "；"),
    *("# ", "- ", "> ", "|", "```", "<p>", "</div>", "<table>", "&#x4e00;", "<!--", "\\", "\0", "\ud800", "\u202e"),
)
LETTERS = st.text(st.characters(), max_size=20)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(Limits(30, 2**30))
    yield made
    made.close()


def read(pool: Pool, kind: str, data: bytes) -> None:
    try:
        source, documents = pool.documents(data, f"x.{kind}")
    except ReadError as error:
        said = str(error)
        # What a reader does not know, or dies of, is a fault of ours even if the file only fails.
        if "does not know" in said or "broke off" in said or "takes more" in said:
            raise
        return
    ends = [(each.start, each.end) for each in source.blocks]
    assert all(0 <= start < end <= len(source.text) for start, end in ends)
    assert ends == sorted(ends)
    assert all(source.text[each.file_start : each.file_end] == each.text for each in documents)


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.binary(max_size=2000))
@QUICK
def test_any_bytes(pool: Pool, kind: str, data: bytes) -> None:
    read(pool, kind, data)


@pytest.mark.parametrize("kind", sorted(SEEDS))
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=12))
@QUICK
def test_honest_files_with_edits(pool: Pool, kind: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = SEEDS[kind]
    for where, gone, new in edits:
        at = int(where * len(data))
        data = data[:at] + new + data[at + gone :]
    read(pool, kind, data)


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
@given(text=st.lists(st.sampled_from(PIECES) | LETTERS, max_size=200).map("".join))
@QUICK
def test_text_of_pieces(pool: Pool, kind: str, text: str) -> None:
    read(pool, kind, text.encode("utf-8", "surrogatepass"))


def test_every_reader_has_a_seed() -> None:
    assert {ALIKE.get(kind, kind) for kind in FORMATS} == set(SEEDS)
