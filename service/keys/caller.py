"""Who asks: what a key, a session or nothing at all entitles to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, has_request_context

from service.keys.file import SCOPES, Key, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    :ivar name: Whose checks and jobs are whose, and what the audit log calls them; empty where there are no keys.
    :ivar key_id: The key's id; None without one.
    :ivar collections: What is seen and written; None means all.
    """

    name: str
    key_id: str | None
    scopes: frozenset[Scope]
    collections: frozenset[str] | None

    @property
    def is_limited(self) -> bool:
        """Whether there are collections that are none of the caller's business."""
        return self.collections is not None

    @property
    def owner(self) -> str | None:
        """Whose checks and jobs are seen: None for everybody's."""
        return None if "admin" in self.scopes and not self.is_limited else self.name

    def may(self, *scopes: Scope) -> bool:
        """Whether one of the scopes is the caller's; admin is all of them."""
        return "admin" in self.scopes or not self.scopes.isdisjoint(scopes)


#: Without keys, and for commands on the machine itself.
EVERYTHING = Caller("", None, frozenset(SCOPES), None)


def of_key(key: Key) -> Caller:
    """What a key entitles to."""
    return Caller(key.name, key.id, frozenset(key.scopes), frozenset(key.collections) or None)


def caller() -> Caller:
    """Who sent the current request; work without a request is the house's own."""
    return g.get("caller", EVERYTHING) if has_request_context() else EVERYTHING
