"""The private channel to a worker: JSON lines over a socket that its children cannot inherit."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from compare.lanes.answers import BadReply, parsed
from compare.lanes.platform import listen

# Bytes of an answer, ten times the longest of ours: so much of a trial is in a record.
LONGEST_LINE = 4 * 1024 * 1024
PIECE = 64 * 1024  # bytes: room for a megabyte would be mapped and unmapped for each answer
SLICE_S = 0.25  # how long a dead worker can stay unnoticed while a child of it holds the socket
_encode = json.JSONEncoder(ensure_ascii=False).encode


class ChannelClosed(Exception):
    """The worker ended, or closed its channel."""


class ChannelTimeout(Exception):
    """No answer within the time limit."""


class Channel:
    """One worker's channel, from listening to closing."""

    def __init__(self, folder: Path, name: str) -> None:
        self.token = secrets.token_hex(16)
        self._server, self.address = listen(folder, name)
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._number = 0  # of the latest request
        self.received = 0  # bytes of the latest answer

    def accept(self, timeout_s: float, alive: Callable[[], bool]) -> dict[str, Any]:
        """Wait for the worker's hello; raises the channel's errors."""
        deadline = time.monotonic() + timeout_s
        self._server.settimeout(0.05)
        while self._socket is None:
            try:
                self._socket, _ = self._server.accept()
            except TimeoutError:
                if not alive():
                    raise ChannelClosed from None
                if time.monotonic() > deadline:
                    raise ChannelTimeout from None
        self._server.close()
        if self._socket.family == socket.AF_INET:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        hello = self._receive(deadline, alive).get("hello")
        if not isinstance(hello, dict) or not secrets.compare_digest(str(hello.get("token")), self.token):
            raise BadReply("the worker did not say the token")
        return {key: value for key, value in hello.items() if key != "token"}

    def ask(self, request: Mapping[str, Any], timeout_s: float, alive: Callable[[], bool]) -> dict[str, Any]:
        """Send one request and wait for its answer, the one that carries its number; raises the channel's errors."""
        if self._socket is None:
            raise ChannelClosed
        if self._waiting():
            raise BadReply("it answered when nothing had been asked")
        self._number += 1
        try:
            # With a limit: a worker that reads nothing must not hold us.
            self._socket.settimeout(timeout_s)
            self._socket.sendall(_encode({**request, "number": self._number}).encode() + b"\n")
        except TimeoutError:
            raise ChannelTimeout from None
        except OSError:
            raise ChannelClosed from None
        reply = self._receive(time.monotonic() + timeout_s, alive)
        if (number := reply.pop("number", None)) != self._number:
            raise BadReply(f"an answer to request {str(number)[:20]}, not to {self._number}")
        if self._buffer:
            raise BadReply("more than one answer to one request")
        return reply

    def close(self) -> None:
        """Close both sockets."""
        self._server.close()
        if self._socket is not None:
            self._socket.close()

    def _waiting(self) -> bool:
        """Whether something has come that nobody asked for."""
        assert self._socket is not None
        self._socket.settimeout(0)
        try:
            return bool(self._buffer or self._socket.recv(1, socket.MSG_PEEK))
        except OSError:  # nothing has; or the worker has ended, which the request will find out
            return False

    def _receive(self, deadline: float, alive: Callable[[], bool]) -> dict[str, Any]:
        assert self._socket is not None
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            left = deadline - time.monotonic()
            if left <= 0:
                raise ChannelTimeout
            self._socket.settimeout(min(left, SLICE_S))
            try:
                piece = self._socket.recv(PIECE)
            except TimeoutError:
                if not alive():
                    raise ChannelClosed from None
                continue
            except OSError:
                raise ChannelClosed from None
            if not piece:
                raise ChannelClosed
            self._buffer += piece
            if len(self._buffer) > LONGEST_LINE:
                raise BadReply(f"an answer of more than {LONGEST_LINE} bytes")
        line = bytes(self._buffer[:end])
        self.received = end
        del self._buffer[: end + 1]
        return parsed(line)
