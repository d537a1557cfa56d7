"""`invoke worker`: this checkout runs pairs for those who give `compare --on` with the same scheduler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compare.cluster.address import parse_address
from compare.cluster.client import need_dask
from compare.errors import UsageError


def do_worker(raw: Mapping[str, Any]) -> int:
    """Serve until Ctrl-C, or until the scheduler is gone."""
    if not raw.get("on") or str(raw["on"]).startswith("local:"):
        raise UsageError("--on names the scheduler: tcp://HOST:8786 or tls://HOST:8786.")
    address = parse_address(raw["on"], bool(raw.get("insecure")))
    need_dask()
    from compare.cluster.working import serve  # Dask: only where it is asked for

    return serve(address)
