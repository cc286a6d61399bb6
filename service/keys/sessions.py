"""Sessions of the page: opened with a key, told apart by a cookie, forgotten when the process ends."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass

_BYTES = 32
# More people at once than one such machine serves; the oldest session makes room.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's log-in.

    :ivar csrf: What a page of ours sends with each write and a page of others cannot know.
    :ivar expires: A moment of time.monotonic().
    """

    key_id: str
    csrf: str
    expires: float

    def is_meant(self, token: str) -> bool:
        """Whether a write comes from a page of ours."""
        return hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self.csrf.encode())


class Sessions:
    """The open sessions, by the hash of what the cookie holds; safe from several threads."""

    def __init__(self, lasting_s: float) -> None:
        self.lasting_s = lasting_s
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def open(self, key_id: str) -> tuple[str, Session]:
        """Open a session: what the cookie shall hold, and the session."""
        cookie = secrets.token_urlsafe(_BYTES)
        session = Session(key_id, secrets.token_urlsafe(_BYTES), time.monotonic() + self.lasting_s)
        with self._lock:
            now = time.monotonic()
            self._open = {name: each for name, each in self._open.items() if each.expires > now}
            while len(self._open) >= _MOST:
                self._open.pop(next(iter(self._open)))
            self._open[_name(cookie)] = session
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie; None when there is none, or none any more."""
        with self._lock:
            found = self._open.get(_name(cookie))
        return found if found and found.expires > time.monotonic() else None

    def close(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_name(cookie), None)


def _name(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
