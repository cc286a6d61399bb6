"""The keys of a data folder, in ``keys.json``: made and revoked by command, read by the server.

Of a key only the SHA-256 is kept. A slow hash with a salt (bcrypt, argon2) protects words that people choose, which can
be guessed; a key is 256 random bits, so that guessing is hopeless at any speed, and a fast hash lets each request be
checked in microseconds. The file is read again when it has changed: what is revoked is refused from then on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock

from service.errors import KeyFileError, NoSuchKeyError

Scope = Literal["search", "check", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
FILE = "keys.json"
# What a key begins with, so that tools that look for secrets in files know it.
_MARK = "wenheng"
_SECRET_BYTES = 32
_ID_BYTES = 4
# Compared with when no key has the id that was sent, so that this takes no other time.
_NOBODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Times are UTC, ISO 8601; None means never.

    :ivar name: Whose it is. A new key under the same name takes up what the former one owned.
    :ivar hash: Hexadecimal SHA-256 of the secret.
    :ivar collections: What it reads and writes; none means all.
    """

    id: str
    name: str
    hash: str
    scopes: tuple[Scope, ...]
    collections: tuple[str, ...]
    created_at: str
    expires_at: str | None = None
    revoked_at: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > _now())


@dataclass(frozen=True, slots=True)
class _Content:
    keys: tuple[Key, ...]
    veil: bytes


class KeyFile:
    """The keys of one data folder; safe from several threads, and from a command beside a server."""

    def __init__(self, data: Path) -> None:
        self.path = data / FILE
        self._known: tuple[tuple[int, int, int], _Content] | None = None
        self._lock = threading.Lock()

    @property
    def in_use(self) -> bool:
        """Whether a key was ever made here: from then on nothing is answered without one."""
        return self.path.exists()

    @property
    def veil(self) -> bytes:
        """The secret behind the ids that limited keys see."""
        return self._content().veil

    def all(self) -> tuple[Key, ...]:
        """All keys, also those that are expired or revoked, in the order they were made."""
        return self._content().keys if self.in_use else ()

    def create(
        self, name: str, scopes: Sequence[Scope], collections: Sequence[str] = (), expires_at: str | None = None
    ) -> tuple[Key, str]:
        """Make a key; the secret is returned and kept nowhere."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        key_id = secrets.token_hex(_ID_BYTES)
        key = Key(key_id, name, _hash(secret), tuple(scopes), tuple(collections), _now(), expires_at)
        self._change(lambda keys: (*keys, key))
        return key, f"{_MARK}-{key_id}-{secret}"

    def revoke(self, key_id: str) -> Key:
        """Revoke a key, from now on and for good.

        :raises NoSuchKeyError: If there is none with that id.
        """
        if not any(each.id == key_id for each in self.all()):
            raise NoSuchKeyError(f"There is no key {key_id}.")
        self._change(
            lambda keys: tuple(
                replace(each, revoked_at=each.revoked_at or _now()) if each.id == key_id else each for each in keys
            )
        )
        return next(each for each in self.all() if each.id == key_id)

    def of_token(self, token: str) -> Key | None:
        """The live key that somebody shows; None when it is none."""
        mark, _, rest = token.partition("-")
        key_id, _, secret = rest.partition("-")
        found = next((each for each in self.all() if each.id == key_id), None)
        fits = hmac.compare_digest(_hash(secret), found.hash if found else _NOBODY)
        return found if found and fits and mark == _MARK and found.is_live else None

    def live(self, key_id: str) -> Key | None:
        """A key by its id, when it is live: for sessions that were opened with it."""
        return next((each for each in self.all() if each.id == key_id and each.is_live), None)

    def _content(self) -> _Content:
        try:
            stat = self.path.stat()
            state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            with self._lock:
                if self._known is None or self._known[0] != state:
                    self._known = state, _read(self.path)
                return self._known[1]
        except FileNotFoundError:
            raise KeyFileError("There are no keys yet.") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise KeyFileError(f"{FILE} cannot be read; nobody is let in until it can.") from None

    def _change(self, change: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock")):
            before = self._content() if self.in_use else _Content((), secrets.token_bytes(_SECRET_BYTES))
            kept: dict[str, Any] = {
                "veil": before.veil.hex(),
                "keys": [asdict(each) for each in change(before.keys)],
            }
            write_privately(self.path, json.dumps(kept, ensure_ascii=False, indent=1))


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner may read: beside the old one, then in its place."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read(path: Path) -> _Content:
    kept = json.loads(path.read_text("utf-8"))
    tuples = ("scopes", "collections")
    keys = (Key(**{**each, **{name: tuple(each[name]) for name in tuples}}) for each in kept["keys"])
    return _Content(tuple(keys), bytes.fromhex(kept["veil"]))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
