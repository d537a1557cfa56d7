"""What an example says while it runs: events, spans and gates, from all of its processes."""

from __future__ import annotations

import math
import os
import threading
import time
from itertools import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from compare.worker.places import Address, Place

    Item = int | str | None


class Trace:
    """The trace of an observed trial; may be passed to child processes as an argument.

    Args:
        trial: the trial's id, so that events which come too late are known as such.
        address: the worker's sink, where child processes send theirs; None without children.
        gate_s: how long a gate is waited for.
        place: where this process's events go; a child process connects to the sink.
    """

    observed = True

    def __init__(
        self, trial: str, address: Address | None, gate_s: float, place: Place | None = None
    ) -> None:
        self._trial = trial
        self._address = address
        self._gate_s = gate_s
        self._place = place
        self._owner = os.getpid()

    def event(self, name: str, item: Item = None, value: Any = None) -> None:
        """Say that something happened now.

        Args:
            name: what happened.
            item: which job, worker or message it concerns.
            value: a number, text or flag to keep with it.

        Example:
            watch.event("done", item=number)
        """
        self._emit(name, "event", item, value)

    def span(self, name: str, item: Item = None) -> Span:
        """Say that something begins now and ends with the `with` block.

        Example:
            with watch.span("job", item=number):
        """
        return Span(self, name, item)

    def rendezvous(self, name: str, parties: int) -> bool:
        """Wait until so many callers are inside, then all go on; says whether they came.

        Example:
            watch.rendezvous("two squaring", 2)
        """
        return self._met(name, self._here().wait(name, parties, self._gate_s))

    async def rendezvous_async(self, name: str, parties: int) -> bool:
        """Wait likewise in a coroutine, and let its loop go on.

        Example:
            await watch.rendezvous_async("all at work", parties)
        """
        return self._met(name, await self._here().wait_async(name, parties, self._gate_s))

    def open_gate(self, name: str) -> None:
        """Open a one-shot gate for all who wait and will wait.

        Example:
            watch.open_gate("the first result is used")
        """
        self._here().open(name)

    def wait_gate(self, name: str) -> bool:
        """Wait until the gate is open; says whether it was.

        Example:
            watch.wait_gate("the first result is used")
        """
        return self._met(name, self._here().wait(name, None, self._gate_s))

    async def wait_gate_async(self, name: str) -> bool:
        """Wait likewise in a coroutine, and let its loop go on.

        Example:
            await watch.wait_gate_async("the first result is used")
        """
        return self._met(name, await self._here().wait_async(name, None, self._gate_s))

    def _met(self, name: str, met: bool) -> bool:
        if not met:
            self._emit("gate-not-met", "event", name, None)
        return met

    def _emit(self, name: str, kind: str, item: Item, value: Any, span: int | None = None) -> None:
        event: dict[str, Any] = {
            "t": time.monotonic_ns(),
            "pid": os.getpid(),
            "thread": threading.get_native_id(),
            "name": name,
            "kind": kind,
        }
        for key, given in (("span", span), ("item", item), ("value", value)):
            if given is not None:
                event[key] = _plain(key, given)
        self._here().send(event)

    def _here(self) -> Place:
        # A forked child finds its parent's place: it needs a connection of its own.
        if self._place is None or self._owner != os.getpid():
            from compare.worker.remote import connect

            self._place = connect(self._address, self._trial)
            self._owner = os.getpid()
        return self._place

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self._trial, self._address, self._gate_s)


class Span:
    """A stretch of time of one job; begins and ends with a `with` block."""

    def __init__(self, trace: Trace, name: str, item: Item) -> None:
        self._trace = trace
        self._name = name
        self._item = item

    def __enter__(self) -> None:
        self._number = _next_number()
        self._trace._emit(self._name, "begin", self._item, None, self._number)

    def __exit__(self, *_raised: object) -> None:
        self._trace._emit(self._name, "end", self._item, None, self._number)


class SilentTrace:
    """The trace of a timed trial: nothing is kept, every gate stands open."""

    observed = False

    def event(self, name: str, item: Item = None, value: Any = None) -> None:
        """Keep nothing."""

    def span(self, name: str, item: Item = None) -> SilentTrace:
        """Keep nothing, with a block as well."""
        return self

    def rendezvous(self, name: str, parties: int) -> bool:
        """Go on at once."""
        return True

    async def rendezvous_async(self, name: str, parties: int) -> bool:
        """Go on at once."""
        return True

    def open_gate(self, name: str) -> None:
        """Nobody waits."""

    def wait_gate(self, name: str) -> bool:
        """Go on at once."""
        return True

    async def wait_gate_async(self, name: str) -> bool:
        """Go on at once."""
        return True

    def __enter__(self) -> None:
        """Nothing begins."""

    def __exit__(self, *_raised: object) -> None:
        """Nothing ends."""


SILENT = SilentTrace()
_numbers = count(1)
_numbering = threading.Lock()


def _next_number() -> int:
    """A span's number, unique in this process for as long as it lives."""
    with _numbering:  # without a GIL, `next` of a shared count alone is not safe everywhere
        return next(_numbers)


def _after_fork() -> None:
    global _numbering
    _numbering = threading.Lock()  # another thread may have held it


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _plain(key: str, given: Any) -> Any:
    """The value, if it is plain JSON; a mistake shows where it is made, not in the reply."""
    allowed = (int, str) if key != "value" else (int, str, float)
    if not isinstance(given, allowed):
        names = " or ".join(kind.__name__ for kind in allowed)
        raise TypeError(f"trace: {key} must be {names}, not {given!r}")
    if isinstance(given, float) and not math.isfinite(given):
        raise ValueError(f"trace: {key} must be a finite number, not {given!r}")
    return given
