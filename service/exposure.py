"""Whether a server may listen where it is told to."""

from __future__ import annotations

import ipaddress

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
