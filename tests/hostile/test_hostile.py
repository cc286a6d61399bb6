"""None of the hostile files crashes or hangs the service, or makes it read another file."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.errors import CorruptFileError, ReadError, TooCostlyError
from corpus.read.apart import Limits, Pool
from corpus.types import SourceText
from tests.corpus.read_builders import docx, drawn_pdf, paragraph
from tests.hostile.make import CANARY, CANARY_TEXT, hostile

SECONDS = 20.0


@pytest.fixture(scope="module")
def canary() -> Iterator[None]:
    path = Path(CANARY)
    path.write_text(CANARY_TEXT, "utf-8")
    yield
    path.unlink()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(Limits(SECONDS, 2**30))
    yield made
    made.close()


def outcome(pool: Pool, name: str, data: bytes) -> str:
    """What becomes of a file: its text, or the name of the error; anything else is a failure."""
    try:
        source, documents = pool.documents(data, name)
    except ReadError as error:
        return type(error).__name__ if CANARY_TEXT not in str(error) else "it has read the canary"
    assert isinstance(source, SourceText)
    assert CANARY_TEXT not in source.text
    assert all(source.text[each.file_start : each.file_end] == each.text for each in documents)
    return "text"


def test_hundreds_of_hostile_files_end_as_text_or_as_an_error_in_time(pool: Pool, canary: None) -> None:
    files = list(hostile())
    assert len(files) >= 500
    assert len({name for name, _ in files}) == len(files)
    took: dict[str, float] = {}

    def read(file: tuple[str, bytes]) -> tuple[str, str]:
        began = time.monotonic()
        result = outcome(pool, *file)
        took[file[0]] = time.monotonic() - began
        return file[0], result

    with ThreadPoolExecutor(2) as threads:
        ends = dict(threads.map(read, files))
    slowest = sorted(took, key=lambda name: -took[name])[:12]
    print({name: (round(took[name], 1), ends[name]) for name in slowest})
    assert max(took.values()) < SECONDS + 30  # a child is ended; the rest is a busy machine
    assert sum(end == "TooCostlyError" for end in ends.values()) <= 5  # the readers refuse bombs by themselves
    assert sum(end == "text" for end in ends.values()) > 100
    assert ends["bomb-deflate.docx"] in {"FileTooLargeError", "CorruptFileError"}
    assert {ends[f"type-{name}.docx"] for name in ("laughs", "external", "parameter", "dtd")} == {"CorruptFileError"}


def test_honest_files_are_read_after_hostile_ones(pool: Pool) -> None:
    with pytest.raises(ReadError):
        pool.read(b"PK\x03\x04" + bytes(100), "x.docx")
    assert pool.read(docx(paragraph("督查。")), "x.docx").text == "督查。"
    assert "Supervision" in pool.read(drawn_pdf([(72, 700, "Supervision")]), "x.pdf").text


def test_a_reader_that_hangs_is_ended_and_others_go_on(tmp_path: Path) -> None:
    impatient = Pool(Limits(0.01, 2**30))
    with pytest.raises(TooCostlyError, match="s"):
        impatient.read(("督查" * 2_000_000).encode(), "x.txt")
    impatient.limits = Limits(60, 2**30)
    assert impatient.read("督查。".encode(), "x.txt").text == "督查。"
    impatient.close()


def test_reading_is_broken_off_when_nobody_wants_it(pool: Pool) -> None:
    unwanted = threading.Event()
    unwanted.set()
    with pytest.raises(TooCostlyError):
        pool.documents(("督查" * 3_000_000).encode(), "x.txt", unwanted.is_set)


def test_a_child_that_dies_is_an_error_of_the_file(pool: Pool) -> None:
    assert pool.read("督查。".encode(), "x.txt").text == "督查。"
    for child in pool._idle:
        child._process.kill()
        child._process.wait()
    dead = len(pool._idle)
    for _ in range(dead):
        with pytest.raises(CorruptFileError):
            pool.read("督查。".encode(), "x.txt")
    assert pool.read("督查。".encode(), "x.txt").text == "督查。"


def test_uploads_of_hostile_files_leave_the_service_well(client: FlaskClient, canary: None) -> None:
    """A sample through HTTP, in the address and in the file's name, too."""
    names = (
        "../../../etc/passwd.txt",
        "/etc/passwd.txt",
        "a\0b.txt",
        "C:\\x.txt",
        "…/‥.txt",
        "x" * 5000 + ".txt",
        ".txt",
    )
    for name in names:
        answer = client.post("/v1/documents", data={"files": [(io.BytesIO("督查。".encode()), name)]})
        assert answer.status_code in {200, 415, 422}, answer.text
    chosen = [(name, data) for name, data in hostile() if len(data) < 150_000][::60]
    for name, data in chosen:
        for route in ("/v1/documents", "/v1/check"):
            answer = client.post(route, data={"files": [(io.BytesIO(data), name)]})
            assert answer.status_code in {200, 202, 413, 415, 422}, (name, answer.text)
            assert CANARY_TEXT not in answer.text
    assert client.get("/health/ready").status_code == 200


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    from index.engine import Engine
    from service.app import application
    from service.settings import Settings
    from tests.fakes import PairEncoder

    settings = Settings(data=tmp_path, read_seconds=20)
    with Engine.open(tmp_path, PairEncoder()) as engine, application(settings, engine) as app:
        yield app.test_client()


def test_a_child_stays_however_much_memory_its_parent_has(pool: Pool) -> None:
    held = bytearray(os.urandom(1024)) * (700 * 1024)  # more than a child may grow to
    pool.close()
    for number in range(3):
        pool.documents("一、督查".encode(), f"{number}.txt")
    assert len(held) > 0
    [child] = pool._idle
    assert child.files == 3


def test_a_child_that_is_ended_as_it_answers_reads_no_other_file(pool: Pool) -> None:
    pool.documents("一、督查".encode(), "a.txt")
    child = pool._idle.pop()
    child.is_ended = True  # as the watcher leaves it
    child._process.kill()
    assert not pool._keep(child, {"peak_bytes": 0})
    child.end()
    assert pool.documents("二、会务".encode(), "b.txt")[0].text == "二、会务"
