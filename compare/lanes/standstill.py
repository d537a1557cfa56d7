"""Whether a worker stands still: none of its processes computes any more, and no answer has come."""

from __future__ import annotations

import time
from collections.abc import Callable

from compare.worker.usage import tree_ns

LEAST_NS = 50_000_000  # a runtime's own housekeeping takes less within the limit


class StandsStill(Exception):
    """Nobody computes, so no answer will come."""


class Watched:
    """Asks whether a process lives, and notices when it and all below it have stood still for too long.

    Args:
        pid: the worker's.
        alive: whether it lives.
        limit_s: so long nobody may stand still; an observed trial of a right text waits for moments only.
    """

    def __init__(self, pid: int, alive: Callable[[], bool], limit_s: float) -> None:
        self._pid, self._alive, self._limit_s = pid, alive, limit_s
        self._spent, self._since = tree_ns(pid), time.monotonic()

    def __call__(self) -> bool:
        """Whether it lives; raises StandsStill."""
        spent, now = tree_ns(self._pid), time.monotonic()
        if abs(spent - self._spent) >= LEAST_NS:  # less, where a child has ended
            self._spent, self._since = spent, now
        elif spent and now - self._since >= self._limit_s:  # nothing can be told where there is no /proc
            raise StandsStill
        return self._alive()
