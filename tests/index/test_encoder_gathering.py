"""Callers at the same time share lots; recent queries are remembered by hash."""

import threading

import numpy as np
import pytest

from index.encoder.gathering import Gathering
from index.encoder.recent import Recent
from index.encoder.text_encoder import Batch


class Slow:
    """Computes (length, first code point) of each text; the first lot waits until it may go on."""

    def __init__(self) -> None:
        self.lots: list[list[str]] = []
        self.began, self.go_on = threading.Event(), threading.Event()

    def __call__(self, texts: list[str], prompt: str) -> np.ndarray:
        self.lots.append(texts)
        if len(self.lots) == 1:
            self.began.set()
            assert self.go_on.wait(30)
        if "bad" in texts:
            raise ValueError("bad")
        return np.array([[len(text), ord(text[0])] for text in texts], np.float32)


def batch(*texts: str, prompt: str = "") -> Batch:
    return Batch(prompt, list(texts), [[0] * len(text) for text in texts])


def beside(gathering: Gathering, wanted: dict[str, Batch]) -> dict[str, object]:
    """The answer, or the error, of each of several callers at a time."""
    answers: dict[str, object] = {}

    def call(name: str, one: Batch) -> None:
        try:
            answers[name] = gathering.encode(one)[:, 1].tolist()
        except ValueError as error:
            answers[name] = error

    threads = {name: threading.Thread(target=call, args=(name, one)) for name, one in wanted.items()}
    run: Slow = gathering._run  # type: ignore[assignment]
    for name, thread in threads.items():
        thread.start()
        if name == next(iter(wanted)):
            assert run.began.wait(30)
    while len(gathering._orders) < len(wanted):
        pass
    run.go_on.set()
    for thread in threads.values():
        thread.join(30)
    return answers


def test_who_comes_while_a_lot_is_computed_shares_the_next_one() -> None:
    run = Slow()
    answers = beside(Gathering(run, 2, 8), {"first": batch("a"), **{each: batch(each) for each in "bcde"}})
    assert answers == {"first": [97.0], **{each: [float(ord(each))] for each in "bcde"}}
    assert [len(lot) for lot in run.lots] == [1, 4]


def test_a_query_waits_for_one_lot_of_an_ingest_only() -> None:
    run = Slow()
    answers = beside(Gathering(run, 2, 4), {"ingest": batch(*"aaaabbbbcccc"), "query": batch("z")})
    assert answers == {"ingest": [float(ord(each)) for each in "aaaabbbbcccc"], "query": [122.0]}
    assert "z" in run.lots[1]
    assert len(run.lots) == 4


def test_lots_hold_one_prompt_and_like_lengths() -> None:
    run = Slow()
    wanted = {"a": batch("a"), "b": batch("bb"), "long": batch("c" * 50), "other": batch("dd", prompt="query: ")}
    answers = beside(Gathering(run, 2, 8), wanted)
    assert answers == {"a": [97.0], "b": [98.0], "long": [99.0], "other": [100.0]}
    assert sorted(map(len, run.lots)) == [1, 1, 1, 1]


def test_an_error_is_that_of_the_callers_in_the_lot() -> None:
    run = Slow()
    answers = beside(Gathering(run, 2, 8), {"first": batch("a"), "bad": batch("bad"), "far": batch("c" * 50)})
    assert answers["first"] == [97.0]
    assert answers["far"] == [99.0]
    assert isinstance(answers["bad"], ValueError)


def test_recent_queries_are_not_encoded_again() -> None:
    asked: list[list[str]] = []

    def encode(texts: list[str]) -> np.ndarray:
        asked.append(texts)
        return np.array([[len(text)] for text in texts], np.float32)

    recent = Recent(1)
    assert recent.vectors(["甲", "乙乙", "甲"], encode).tolist() == [[1], [2], [1]]
    assert recent.vectors(["乙乙", "丙丙丙"], encode).tolist() == [[2], [3]]
    assert recent.vectors([], encode).shape == (0, 1)
    assert asked == [["甲", "乙乙"], ["丙丙丙"]]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoder.recent._MOST", 2)
    recent = Recent(1)
    for text in ("a", "b", "a", "c"):
        recent.vectors([text], lambda texts: np.ones((len(texts), 1), np.float32))
    again: list[str] = []
    recent.vectors(["a", "b", "c"], lambda texts: (again.extend(texts), np.ones((len(texts), 1), np.float32))[1])
    assert again == ["b"]
