"""A child process's end of the trace: each event is sent and acknowledged."""

from __future__ import annotations

import json
import os
import socket
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from compare.worker.places import Address


class Remote:
    """Connections to the worker's sink, one a thread, so that a waiting thread blocks no other."""

    def __init__(self, address: Address, trial: str) -> None:
        self._address = address
        self._trial = trial
        self._local = threading.local()

    def send(self, event: dict[str, Any]) -> None:
        """Deliver an event; it has arrived when this returns."""
        self._ask({"event": event})

    def open(self, name: str) -> None:
        """Open a one-shot gate."""
        self._ask({"open": name})

    def wait(self, name: str, parties: int | None, timeout_s: float) -> bool:
        """Wait at a gate in this thread."""
        return bool(self._ask(_wait(name, parties, timeout_s)).get("met"))

    async def wait_async(self, name: str, parties: int | None, timeout_s: float) -> bool:
        """Wait at a gate in a coroutine, on a connection that is closed when the wait is cancelled."""
        import asyncio

        host, port, _ = self._address
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(_line(self._greeting()) + _line(_wait(name, parties, timeout_s)))
            return bool(json.loads(await reader.readline() or b"{}").get("met"))
        finally:
            writer.close()

    def _greeting(self) -> dict[str, Any]:
        return {"token": self._address[2], "trial": self._trial}

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        stream = getattr(self._local, "stream", None) or self._open_stream()
        stream.write(_line(request))
        stream.flush()
        return json.loads(stream.readline() or b"{}")

    def _open_stream(self) -> Any:
        host, port, _ = self._address
        connection = socket.create_connection((host, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = connection.makefile("rwb")
        connection.close()  # the stream keeps it open
        stream.write(_line(self._greeting()))
        self._local.stream = stream
        return stream


_latest: tuple[tuple[int, Address, str], Remote] | None = None


def connect(address: Address | None, trial: str) -> Remote:
    """This process's connections for a trial; its threads and a pool's jobs share them.

    Raises:
        RuntimeError: the trace was made without a sink.
    """
    global _latest
    if address is None:
        raise RuntimeError("this trace has no sink: it cannot be used in another process")
    # A forked child must not use its parent's; a pool's worker outlives trials, whose connections go.
    key = (os.getpid(), address, trial)
    found = _latest
    if found is None or found[0] != key:
        _latest = found = (key, Remote(address, trial))
    return found[1]


def _wait(name: str, parties: int | None, timeout_s: float) -> dict[str, Any]:
    limit = {"timeout_ms": round(timeout_s * 1000)}
    return ({"wait": name} if parties is None else {"rendezvous": name, "parties": parties}) | limit


def _line(request: dict[str, Any]) -> bytes:
    return json.dumps(request).encode() + b"\n"
