"""Where a Milvus is and which of its collections are ours: ``milvus://[user:password@]host[:port][/name]``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_PORT = 19530
# What Milvus allows in the name of a collection, with room for what follows it.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; the password is not shown.

    :ivar name: What the names of our collections begin with.
    """

    uri: str
    name: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """The address without user and password."""
        return f"{self.uri}/{self.name}"

    @classmethod
    def read(cls, text: str) -> Address:
        """:raises ValueError: If it is no such address; the message does not repeat it."""
        parts = urlsplit(text)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise ValueError("it must be milvus://host:port/name")
        name = parts.path.strip("/") or "wenheng"
        if not _NAME.fullmatch(name) or parts.query or parts.fragment:
            raise ValueError("the name must be Latin letters, digits and underscores")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        uri = f"{_SCHEMES[parts.scheme]}://{host}:{parts.port or _PORT}"
        return cls(uri, name, unquote(parts.username or ""), unquote(parts.password or ""))
