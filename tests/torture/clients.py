"""What is asked of the service meanwhile, and what it has acknowledged of it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from corpus.errors import StoreError
from corpus.store import Store, backup

# What the service is told when it is gone: nothing was acknowledged.
GONE = (httpx.TransportError, httpx.InvalidURL)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a source holds: its text and the year that was set by hand; no text: nothing."""

    text: str | None = None
    year: int | None = None


@dataclass(slots=True)
class Source:
    """A source of one client.

    :ivar known: What was acknowledged last.
    :ivar asked: What was asked for and not acknowledged; None: nothing.
    """

    name: str
    known: Kept = Kept()
    asked: Kept | None = None
    document_id: int | None = None


@dataclass(slots=True)
class Draft:
    """A kept check by the mark that only its draft has."""

    mark: str
    check_id: str | None = None
    is_deleted: bool = False
    is_being_deleted: bool = False


@dataclass
class Ledger:
    """Everything that was asked for and acknowledged, over all rounds."""

    sources: list[Source] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    _number: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self) -> int:
        """A number that was never given before."""
        with self._lock:
            self._number += 1
            return self._number

    def count(self) -> None:
        """Note that something was acknowledged."""
        with self._lock:
            self.acknowledged += 1


def text_of(name: str, number: int, chance: random.Random) -> str:
    """A document that says in each sentence whose and which version it is; some sentences are everybody's."""
    common = ("督查室跟踪问效，办结一件销号一件。", "公务用车统一编号入网。", "会务工作做到零差错。")
    own = f"文稿{name}第{number}版"
    body = [
        f"第{part}节 {own}第{part}段说的是自己的事，共{chance.randrange(10_000)}件。{chance.choice(common)}"
        for part in range(1, chance.randrange(2, 6))
    ]
    return "\n".join([f"{2000 + number % 25}年工作总结（{name}）", *body])


class Client:
    """One client with sources of its own, asking until the service is gone or it is told to stop."""

    def __init__(self, ledger: Ledger, url: str, seed: int, stop: threading.Event) -> None:
        self._ledger, self._stop = ledger, stop
        self._chance = random.Random(seed)
        self._http = httpx.Client(base_url=url, timeout=20, trust_env=False)

    def run(self, act: Callable[[Client], None]) -> None:
        """Repeat something until the service is gone; anything else that goes wrong is noted."""
        try:
            while not self._stop.is_set():
                act(self)
        except GONE:
            pass
        except Exception as error:
            self._ledger.faults.append(f"{type(error).__name__}: {error}")
        finally:
            self._http.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # --- what one client does

    def write(self, sources: list[Source]) -> None:
        """Add, replace, correct or delete one of the sources; wait until it is acknowledged."""
        source = self._chance.choice(sources)
        dice = self._chance.random()
        if source.known.text is None or dice < 0.55:
            self._put(source, Kept(text_of(source.name, self._ledger.number(), self._chance), source.known.year))
        elif dice < 0.65:
            self._put(source, source.known)  # the same again
        elif dice < 0.8:
            self._correct(source)
        else:
            self._delete(source)

    def check(self) -> None:
        """Check a draft and keep it, or delete one that was kept."""
        mine = [each for each in self._ledger.drafts if each.check_id and not each.is_being_deleted]
        if len(mine) > 4 or (mine and self._chance.random() < 0.4):
            draft = self._chance.choice(mine)
            draft.is_being_deleted = True
            self._ok(self._http.delete(f"/v1/checks/{draft.check_id}"))
            draft.is_deleted = True
        else:
            draft = Draft(f"机密稿第{self._ledger.number()}号之{self._chance.randrange(10**9)}")
            self._ledger.drafts.append(draft)
            text = f"{draft.mark}。督查室跟踪问效，办结一件销号一件。会务工作做到零差错。"
            answer = self._http.post("/v1/check", json={"text": text, "keep": "with_text"})
            draft.check_id = self._ok(answer)["id"]
        self._ledger.count()

    def ask(self) -> None:
        """Search; whatever is found is there."""
        answer = self._ok(self._http.post("/v1/search", json={"query": "督查室跟踪问效", "k": 5}))
        for hit in answer["results"]:
            if not hit["text"]:
                self._ledger.faults.append("a hit without text")

    def rebuild(self) -> None:
        """Have everything in memory built anew, and wait for it."""
        self._wait(self._ok(self._http.post("/v1/jobs", json={"kind": "rebuild"}))["job"]["id"])
        time.sleep(0.05)

    def back_up(self, data: Path, folder: Path) -> None:
        """Take a backup as `wenheng backup` does: from another process than the service's."""
        target = folder / f"backup-{self._ledger.number()}"
        store = Store(data, read_only=True)
        try:
            backup.backup(store, target, "torture")
        except StoreError as error:
            self._ledger.faults.append(f"backup: {error}")
        finally:
            store.close()
        self._ledger.backups.append(target)
        self._ledger.count()
        self._http.get("/health/live")  # ends this client when the service is gone
        time.sleep(0.1)

    # --- the writes

    def _put(self, source: Source, kept: Kept) -> None:
        source.asked = kept
        body = {"text": kept.text, "source": source.name, "background": self._chance.random() < 0.2}
        answer = self._ok(self._http.post("/v1/documents", json=body))
        if "job" in answer:
            answer = self._wait(answer["job"]["id"])
        [document] = answer["documents"]
        source.document_id = document["id"]
        self._acknowledged(source, kept)

    def _correct(self, source: Source) -> None:
        source.asked = Kept(source.known.text, self._chance.randrange(1950, 2000))
        self._ok(self._http.patch(f"/v1/documents/{source.document_id}", json={"year": source.asked.year}))
        self._acknowledged(source, source.asked)

    def _delete(self, source: Source) -> None:
        source.asked = Kept()
        self._ok(self._http.delete(f"/v1/documents/{source.document_id}"))
        self._acknowledged(source, Kept())

    def _acknowledged(self, source: Source, kept: Kept) -> None:
        source.known, source.asked = kept, None
        self._ledger.count()

    def _wait(self, job_id: str) -> dict[str, object]:
        while True:
            job = self._ok(self._http.get(f"/v1/jobs/{job_id}"))
            if job["state"] == "done":
                return dict(job["result"] or {})
            if job["state"] in {"failed", "cancelled"}:
                raise httpx.TransportError("the service is stopping")
            time.sleep(0.01)

    def _ok(self, answer: httpx.Response) -> dict[str, object]:
        if answer.is_error:
            code = answer.json()["error"]["code"]
            if code in {"jobs_full", "not_ready"}:  # it is stopping
                raise httpx.TransportError(code)
            raise AssertionError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {code}")
        body: dict[str, object] = answer.json()
        return body
