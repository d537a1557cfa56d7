"""Where a cluster is: what `--on` takes, and which addresses it refuses. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from compare.errors import UsageError

MOST_LOCAL = 64  # workers on this machine
PORT = 8786  # Dask's own
_FORM = re.compile(
    r"(?P<scheme>tcp|tls)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?"
)


@dataclass(frozen=True)
class Address:
    """A scheduler's address, or so many workers of this machine."""

    local: int = 0  # workers to start here; 0 where there is a scheduler
    url: str = ""
    encrypted: bool = False
    loopback: str = (
        ""  # the host, where nobody but this machine can reach it: a worker then listens there alone
    )


def parse_address(text: str, insecure: bool) -> Address:
    """What `--on` names.

    Args:
        text: `local:N`, `tcp://HOST:PORT` or `tls://HOST:PORT`.
        insecure: whether the user accepts an address beyond this machine without TLS.

    Raises:
        UsageError: it is no such address, or one that anybody on the network could read and drive.
    """
    if text.startswith("local:"):
        number = text.removeprefix("local:")
        if not (number.isdecimal() and 1 <= int(number) <= MOST_LOCAL):
            raise UsageError(
                f"--on local:N takes a number of workers from 1 to {MOST_LOCAL}, not {number!r}."
            )
        return Address(local=int(number))
    found = _FORM.fullmatch(text)
    if not found or int(found["port"] or PORT) > 65_535:
        raise UsageError(f"--on takes local:N, tcp://HOST:{PORT} or tls://HOST:{PORT}, not {text!r}.")
    url = f"{found['scheme']}://{found['host']}:{found['port'] or PORT}"
    encrypted = found["scheme"] == "tls"
    host = found["host"].strip("[]")
    loopback = host if _loopback(host) else ""
    if not (encrypted or insecure or loopback):
        raise UsageError(
            f"--on {text}: without TLS, anybody on that network could run programs on all workers. "
            "Set Dask's TLS up and name tls://, or say --insecure."
        )
    return Address(url=url, encrypted=encrypted, loopback=loopback)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
