"""Gates: bounded waits that force an interleaving, for threads, coroutines and child processes.

A gate at which somebody waited in vain has been given up: nobody waits there any more, so that a program which
never meets it is held up once, however often it comes by.
"""

from __future__ import annotations

import threading
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Waiter:
    """One caller at a gate; woken once, from any thread."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.met = False
        self._wake = wake

    def wake(self) -> None:
        """Let the caller go on."""
        self.met = True
        with suppress(RuntimeError):  # its event loop was closed meanwhile: nobody waits there any more
            self._wake()


class Gates:
    """The gates of one trial, by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[str] = set()
        self._given_up: set[str] = set()
        self._waiting: dict[str, list[Waiter]] = {}
        self._meeting: dict[str, list[Waiter]] = {}

    def open(self, name: str) -> None:
        """Open a one-shot gate; it stays open."""
        with self._lock:
            self._open.add(name)
            woken = self._waiting.pop(name, [])
        for waiter in woken:
            waiter.wake()

    def arrive(self, name: str, parties: int | None, waiter: Waiter) -> bool:
        """Come to a gate; woken at once where nothing has to be waited for.

        Args:
            name: the gate's name.
            parties: how many callers must be inside, or None for a one-shot gate.
            waiter: the caller.

        Returns:
            Whether there is anything to wait for: no, at a gate that has been given up.
        """
        with self._lock:
            if name in self._given_up and name not in self._open:
                return False
            woken = self._enter(name, waiter) if parties is None else self._meet(name, parties, waiter)
        for one in woken:
            one.wake()
        return True

    def leave(self, name: str, waiter: Waiter, in_vain: bool = False) -> bool:
        """Stop waiting; says whether the gate was met in the meantime.

        Args:
            name: the gate's name.
            waiter: the caller.
            in_vain: its time ran out, so a gate that was not met is given up.
        """
        with self._lock:
            for table in (self._waiting, self._meeting):
                if waiter in table.get(name, []):
                    table[name].remove(waiter)
            if in_vain and not waiter.met:
                self._given_up.add(name)
            return waiter.met

    def _enter(self, name: str, waiter: Waiter) -> list[Waiter]:
        if name in self._open:
            return [waiter]
        self._waiting.setdefault(name, []).append(waiter)
        return []

    def _meet(self, name: str, parties: int, waiter: Waiter) -> list[Waiter]:
        group = self._meeting.setdefault(name, [])
        group.append(waiter)
        if len(group) < parties:
            return []
        del self._meeting[name]
        for one in group:  # decided under the lock: whoever gives up now has been met all the same
            one.met = True
        return group


def block(gates: Gates, name: str, parties: int | None, timeout_s: float) -> bool:
    """Wait in a thread, at most so long; says whether the gate was met."""
    woken = threading.Event()
    waiter = Waiter(woken.set)
    if not gates.arrive(name, parties, waiter):
        return False
    woken.wait(timeout_s)
    return gates.leave(name, waiter, in_vain=True)


async def block_async(gates: Gates, name: str, parties: int | None, timeout_s: float) -> bool:
    """Wait in a coroutine, at most so long; it can be cancelled, and the loop goes on meanwhile."""
    import asyncio  # only examples that are asynchronous pay for it

    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def resolve() -> None:
        if not future.done():
            future.set_result(None)

    waiter = Waiter(lambda: loop.call_soon_threadsafe(resolve))
    if not gates.arrive(name, parties, waiter):
        return False
    in_vain = False
    try:
        in_vain = not (await asyncio.wait([future], timeout=timeout_s))[0]
    finally:
        met = gates.leave(name, waiter, in_vain)
    return met
