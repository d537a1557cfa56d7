"""The peak memory of a worker and all of its children, by looking while a trial runs."""

from __future__ import annotations

import threading
import time

import psutil

from compare.lanes import tree
from compare.worker.proc import descendants
from compare.worker.usage import LINUX

PAUSE_S = 0.005
SHARE = 0.1  # of its own thread's time: a look at a .NET process walks its whole memory, and holds it up meanwhile


class Meter:
    """Looks at a process tree in a thread of its own for as long as the block lasts.

    What is counted on Linux is each process's proportional share (PSS): what a child shares with its
    parent after a fork counts once. What the tree held before the block is taken off.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._before = 0
        self._most = 0
        self.looks = 0  # how often it has looked
        self._thread = threading.Thread(target=self._look, name="meter", daemon=True)

    def __enter__(self) -> Meter:
        self._before = self._most = tree_bytes(self._pid)
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def peak_bytes(self) -> int:
        """The most that was seen, beyond what was there before."""
        return self._most - self._before

    def _look(self) -> None:
        pause = PAUSE_S
        while not self._over.wait(pause):
            began = time.perf_counter()
            self._most = max(self._most, tree_bytes(self._pid))
            pause = max(PAUSE_S, (time.perf_counter() - began) / SHARE)
            self.looks += 1


def tree_bytes(pid: int) -> int:
    """What a process and all below it hold now, in bytes."""
    if LINUX:
        return sum(_pss(one) for one in (pid, *descendants(pid)))
    return sum(_rss(one) for one in (pid, *tree.below(pid)))


def _pss(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:")), 0)
    except (OSError, ValueError):  # it has just ended
        return 0


def _rss(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
