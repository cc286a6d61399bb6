"""What a server needs of the machine: whether it may listen where it is told to, and handles enough."""

from __future__ import annotations

import contextlib
import ipaddress
import sys

from service.errors import ExposedError
from service.keys import KeyFile
from service.settings import Settings


def refuse_open_doors(settings: Settings) -> None:
    """Beyond this machine nobody is let in without a key, unless that is what was asked for.

    :raises ExposedError: If there is no key that opens anything.
    """
    if is_local(settings.host) or settings.without_keys or any(each.is_live for each in KeyFile(settings.data).all()):
        return
    raise ExposedError(
        f"{settings.host} can be reached from other machines, and there is no key: everybody could read and write "
        "everything. Make keys with “wenheng keys create”, or say that this is meant: --without-keys."
    )


def is_local(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def allow_handles() -> None:
    """As many open files as the system lets us have: each thread has its connections to the database."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):  # macOS says "unlimited" and means less
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
