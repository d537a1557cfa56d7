"""Reading an example's output without letting it fill memory or block."""

from __future__ import annotations

import threading
import time
from typing import IO, Any

from compare.lanes.platform import POSIX, readable

KEEP = 64 * 1024


class Floods(Exception):
    """It writes more than it may, and no answer has come."""


class Capture:
    """The first and last 64 KiB of a stream, and how much there was."""

    def __init__(self, stream: IO[bytes], echo: Any = None) -> None:
        """Start reading; `echo`, if given, is called with each piece as it comes."""
        self._stream = stream
        self._echo = echo
        self._lock = threading.RLock()
        self._head = bytearray()
        self._tail = bytearray()
        self.total = 0
        # Daemon: a grandchild may hold the stream open long after the worker's end.
        threading.Thread(target=self._read, daemon=True, name="capture").start()

    def _read(self) -> None:
        try:
            while piece := self._piece():
                if self._echo:
                    self._echo(piece)
        except (OSError, ValueError):  # closed at the worker's end
            pass
        finally:
            with self._lock:
                self._stream.close()

    def _piece(self) -> bytes:
        if not POSIX:
            return self._kept(self._stream.read1(65536))  # type: ignore[attr-defined]
        readable(self._stream, wait=True)
        with self._lock:  # read and keep in one: whoever holds the lock knows that nothing is on its way
            return self._kept(self._stream.read1(65536))  # type: ignore[attr-defined]

    def _kept(self, piece: bytes) -> bytes:
        with self._lock:
            self.total += len(piece)
            room = KEEP - len(self._head)
            self._head += piece[:room] if room > 0 else b""
            self._tail = (self._tail + piece[max(room, 0) :])[-KEEP:]
        return piece

    def settle(self, limit_s: float = 1.0) -> None:
        """Let what was written before now be read: a program's last words come before its answer."""
        deadline = time.monotonic() + limit_s
        while POSIX and time.monotonic() < deadline:
            with self._lock:
                if self._stream.closed or not readable(self._stream, wait=False):
                    return
            time.sleep(0.0005)  # the reader's turn

    def first(self, limit: int) -> str:
        """The first bytes since the last take, which stay; where there are more, an ellipsis stands for them."""
        with self._lock:
            told = bytes(self._head[:limit]).decode("utf-8", "backslashreplace")
            return f"{told}…" if self.total > limit else told

    def take(self) -> str:
        """What came since the last take, undecodable bytes as \\xNN; starts anew."""
        with self._lock:
            head, tail, total = bytes(self._head), bytes(self._tail), self.total
            self._head.clear()
            self._tail = bytearray()
            self.total = 0
        cut = total - len(head) - len(tail)
        middle = f"\n… {cut} bytes left out …\n".encode() if cut > 0 else b""
        return (head + middle + tail).decode("utf-8", "backslashreplace")
