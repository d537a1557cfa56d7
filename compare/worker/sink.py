"""The worker's one sink: where its child processes send events and meet at gates."""

from __future__ import annotations

import hmac
import json
import os
import selectors
import socket
import threading
import time
from collections import deque
from contextlib import suppress

from compare.worker.gates import Waiter
from compare.worker.lifeline import close_in_child
from compare.worker.places import Here

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from compare.worker.places import Address

THREAD_NAME = "parallax-sink"
LONGEST_LINE = 1 << 20
SETTLE_S = 1.0  # a bound: a child that sends all the time is never settled


class Sink:
    """A loopback server with a random token, in one thread; started with the first observed trial.

    Args:
        late: gets the names of events that come after their trial's end.
    """

    def __init__(self, late: list[str] | None = None) -> None:
        self._late = [] if late is None else late
        self._token = os.urandom(16).hex()
        self._trial = ""
        self._here = Here()
        self._clients: set[_Client] = set()
        self._woken: deque[tuple[_Client, Waiter]] = deque()
        self._settling: deque[threading.Event] = deque()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._bell, self._button = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        for waking in (self._listener, self._bell):
            waking.setblocking(False)
            self._selector.register(waking, selectors.EVENT_READ)
        host, port = self._listener.getsockname()[:2]
        self.address: Address = (host, port, self._token)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._become_child)
        threading.Thread(target=self._serve, name=THREAD_NAME, daemon=True).start()

    def begin(self, trial: str, here: Here) -> None:
        """From now on events belong to this trial."""
        self._here, self._trial = here, trial

    def settle(self) -> None:
        """Return when all that has come was read: one that was killed while it sent waits for no answer."""
        settled = threading.Event()
        self._settling.append(settled)
        self._wake()
        settled.wait(SETTLE_S)

    def hello(self, line: dict[str, Any]) -> bool:
        """Whether a client knows the token."""
        return hmac.compare_digest(str(line.get("token")).encode(), self._token.encode())

    def place(self, trial: str) -> Here | None:
        """Where a client's events go; nowhere when its trial is over."""
        return self._here if trial == self._trial else None

    def note_late(self, name: str) -> None:
        """An event of an earlier trial came."""
        self._late.append(name)

    def connections(self) -> list[int]:
        """Descriptors of the children that are connected: a server that is kept stays so after its trial."""
        return [number for client in tuple(self._clients) if (number := client.connection.fileno()) >= 0]

    def ring(self, client: _Client, waiter: Waiter) -> None:
        """A client's gate was met; called from any thread."""
        self._woken.append((client, waiter))
        self._wake()

    def _wake(self) -> None:
        with suppress(OSError):  # full: the bell rings already
            self._button.send(b"!")

    def _serve(self) -> None:
        while True:
            asked = len(self._settling)  # before the look: what came before they asked is seen by it
            ready = self._selector.select(0 if asked else self._patience())
            if all(key.fileobj is self._bell for key, _ in ready):
                for _ in range(asked):
                    self._settling.popleft().set()
            for key, _ in ready:
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._bell:
                    self._bell.recv(4096)
                else:
                    self._read(key.data)
            while self._woken:
                client, waiter = self._woken.popleft()
                if client.waits_as(waiter):
                    client.answer_wait()
            now = time.monotonic()
            for client in [one for one in self._clients if one.deadline <= now]:
                client.answer_wait()

    def _patience(self) -> float | None:
        first = min((client.deadline for client in self._clients), default=float("inf"))
        return None if first == float("inf") else max(0.0, first - time.monotonic())

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it has gone again, or there are no descriptors left
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = _Client(self, connection)
        self._clients.add(client)
        self._selector.register(connection, selectors.EVENT_READ, client)

    def _read(self, client: _Client) -> None:
        try:
            client.read()
        except Exception as error:  # gone, or not our protocol
            client.blame(error)
            self._selector.unregister(client.connection)
            self._clients.discard(client)
            client.close()

    def _become_child(self) -> None:
        clients = [client.connection for client in self._clients]
        for inherited in [self._listener, self._bell, self._button, *clients]:
            close_in_child(inherited)


class _Client:
    """One connection of a child process."""

    def __init__(self, sink: Sink, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline = float("inf")  # of the gate it waits at
        self._sink = sink
        self._buffer = b""
        self._trial: str | None = None
        self._at: tuple[Here, str, Waiter] | None = None

    def read(self) -> None:
        """Take what has come; raises OSError when the child has gone."""
        piece = self.connection.recv(1 << 16)
        if not piece:
            raise ConnectionError
        if len(self._buffer) > LONGEST_LINE:
            raise ValueError(f"a line of more than {LONGEST_LINE} bytes")
        *lines, self._buffer = (self._buffer + piece).split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def waits_as(self, waiter: Waiter) -> bool:
        """Whether it still waits as this caller; it may have given up at the same moment."""
        return self._at is not None and self._at[2] is waiter

    def answer_wait(self) -> None:
        """Answer the gate it waits at: met, or the time is over."""
        assert self._at is not None
        here, name, waiter = self._at
        self._at, self.deadline = None, float("inf")
        self._say({"met": here.gates.leave(name, waiter, in_vain=True)})

    def blame(self, error: Exception) -> None:
        """What it sent is its trial's fault, if it is known; of strangers and of who has gone nothing is told."""
        here = None if self._trial is None else self._sink.place(self._trial)
        if here is not None and not isinstance(error, OSError):
            here.fault = f"a child process sent what is no message: {type(error).__name__}: {error}"[:200]

    def close(self) -> None:
        """Leave the gate it waits at, and close."""
        if self._at is not None:
            here, name, waiter = self._at
            here.gates.leave(name, waiter)
            self._at = None
        self.connection.close()

    def _take(self, request: dict[str, Any]) -> None:
        if self._trial is None:
            if not self._sink.hello(request):
                raise ConnectionError
            self._trial = request["trial"]
            return
        here = self._sink.place(self._trial)
        if "event" in request:
            if here is None:
                self._sink.note_late(str(request["event"]["name"]))
            elif type(request["event"]["t"]) is int:
                here.send(request["event"])
            else:
                raise ValueError("an event without its time")
            self._say({"ok": here is not None})
        elif "open" in request:
            if here is not None:
                here.open(request["open"])
            self._say({"ok": here is not None})
        elif here is None:
            self._say({"met": False})
        else:
            self._wait(here, request)

    def _wait(self, here: Here, request: dict[str, Any]) -> None:
        name = request.get("rendezvous") or request["wait"]
        waiter = Waiter(lambda: self._sink.ring(self, waiter))
        self._at = (here, name, waiter)
        self.deadline = time.monotonic() + request["timeout_ms"] / 1000
        if not here.gates.arrive(name, request.get("parties"), waiter):
            self.answer_wait()

    def _say(self, answer: dict[str, Any]) -> None:
        with suppress(OSError):  # it has gone; its end is read in a moment
            self.connection.send(json.dumps(answer).encode() + b"\n")
