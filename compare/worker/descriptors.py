"""Open descriptors of a worker's process: whose they are, and which an example left open or closed."""

from __future__ import annotations

import gc
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Open = tuple[int, tuple[int, int]]  # a number with the device and inode that it leads to

LISTS = ("/proc/self/fd", "/dev/fd")
MOST = 4096  # numbers that are asked for one by one, where the system lists none
GRACE_S = 1.0  # for what is just being closed


def descriptors() -> set[Open]:
    """All that are open."""
    found = set()
    for number in _numbers():
        try:
            status = os.fstat(number)
        except OSError:  # the listing's own, or one that was closed meanwhile
            continue
        found.add((number, (status.st_dev, status.st_ino)))
    return found


class Descriptors:
    """Which descriptors may be open: what was there at first, the worker's own, modules', and what states hold.

    Args:
        spares: whether one that leads to such a target is nobody's leftover.
        collect: closes what only garbage holds open.
    """

    def __init__(
        self,
        spares: Callable[[str], bool] = lambda _target: False,
        collect: Callable[[], object] = gc.collect,
    ) -> None:
        self._spares, self._collect = spares, collect
        self._own = descriptors()
        self._imported: set[Open] = set()
        self._owners: dict[Open, Any] = {}
        self._alive: set[Any] = set()
        self._latest: Any = None
        self._told: set[Open] = set()

    def made(self, make: Callable[[], Any]) -> Any:
        """Make something of the worker's own, whose descriptors stay open; gives what was made."""
        before = descriptors()
        made = make()
        self._own |= descriptors() - before
        return made

    def imported(self, load: Callable[[], Any]) -> Any:
        """Import a module, whose descriptors may stay open; gives what was loaded."""
        before = descriptors()
        try:
            return load()
        finally:
            self._imported |= descriptors() - before

    def serves(self, state: Any) -> None:
        """What is opened from now on is this state's."""
        self._latest = state

    def holds(self, state: Any) -> None:
        """A state has been prepared; what is its may stay for as long as it lives."""
        self._alive.add(state)

    def dropped(self, state: Any) -> None:
        """A state is no more."""
        self._alive.discard(state)

    def changed(self, others: Iterable[int]) -> list[str]:
        """Descriptors that are open and belong to no living state, and those at first that are not open any more.

        Args:
            others: numbers of those that are nobody's leftovers, as is all that leads to the same.
        """
        spared = set(others)
        wrong = self._wrong(spared)
        deadline = time.monotonic() + GRACE_S
        while wrong - self._told and time.monotonic() < deadline:
            self._collect()  # each time: what is still at work now may be garbage a moment later
            time.sleep(0.002)
            wrong = self._wrong(spared)
        self._told = wrong
        numbers = sorted({number for number, _ in wrong})
        return [f"descriptor {number} ({_target(number) or 'closed'})" for number in numbers]

    def _wrong(self, spared: set[int]) -> set[Open]:
        now = descriptors()
        targets = {target for number, target in now if number in spared}
        new = {one for one in now - self._own - self._imported if one[1] not in targets}
        runtimes = {one for one in new - self._owners.keys() if self._spares(_target(one[0]))}
        self._imported |= runtimes
        new -= runtimes
        self._owners = {one: self._owners.get(one, self._latest) for one in new}
        return {one for one in new if self._owners[one] not in self._alive} | (self._own - now)


def kept_by_libraries() -> list[int]:
    """The descriptors that multiprocessing keeps for as long as the process lives."""
    tracker = getattr(sys.modules.get("multiprocessing.resource_tracker"), "_resource_tracker", None)
    server = getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None)
    heap = getattr(sys.modules.get("multiprocessing.heap"), "BufferWrapper", None)
    kept = [getattr(tracker, "_fd", None), getattr(server, "_forkserver_alive_fd", None)]
    kept += [getattr(arena, "fd", None) for arena in getattr(getattr(heap, "_heap", None), "_arenas", ())]
    return [one for one in kept if one is not None]


def _numbers() -> Iterable[int]:
    for folder in LISTS:
        try:
            return map(int, os.listdir(folder))
        except OSError:  # there is none, or no descriptor is left to read it with
            continue
    return range(MOST)


def _target(number: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except OSError:  # it is not open; or the system does not tell
        return ""
