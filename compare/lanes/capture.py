"""Reading an example's output without letting it fill memory or block."""

from __future__ import annotations

import threading
from typing import IO, Any

KEEP = 64 * 1024


class Capture:
    """The first and last 64 KiB of a stream, and how much there was."""

    def __init__(self, stream: IO[bytes], echo: Any = None) -> None:
        """Start reading; `echo`, if given, is called with each piece as it comes."""
        self._stream = stream
        self._echo = echo
        self._lock = threading.Lock()
        self._head = bytearray()
        self._tail = bytearray()
        self.total = 0
        # Daemon: a grandchild may hold the stream open long after the worker's end.
        threading.Thread(target=self._read, daemon=True, name="capture").start()

    def _read(self) -> None:
        try:
            while piece := self._stream.read1(65536):  # type: ignore[attr-defined]
                if self._echo:
                    self._echo(piece)
                self._keep(piece)
        except (OSError, ValueError):  # closed at the worker's end
            pass
        finally:
            self._stream.close()

    def _keep(self, piece: bytes) -> None:
        with self._lock:
            self.total += len(piece)
            room = KEEP - len(self._head)
            self._head += piece[:room] if room > 0 else b""
            self._tail = (self._tail + piece[max(room, 0) :])[-KEEP:]

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
