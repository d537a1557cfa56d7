"""How long a thread stands in a gap: a moment, and longer while somebody may yet come.

On a loaded machine a thread may wait for a processor for longer than the moment: whoever computes, or could, is waited
for as well, within bounds. Where nobody can tell, the moment must do.
"""

from __future__ import annotations

import os
import threading
import time

from compare.worker.proc import computes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

LOOK_S = 0.001
MOST_S = 0.05  # for those that compute


def stand(
    come: Any,
    met: Callable[[], bool],
    moment_s: float,
    processes: Callable[[], Iterable[int]] = lambda: (os.getpid(),),
) -> bool:
    """Wait at a condition; whoever holds it, once, lets others come meanwhile.

    Args:
        come: the condition, of threads or of processes.
        met: whether the wait is over; asked while the condition is held.
        moment_s: how long to wait; longer while another thread computes, up to `MOST_S`.
        processes: whose threads count.

    Returns:
        Whether it was met.
    """
    began = time.monotonic()
    end, last = began + moment_s, began + MOST_S
    while not met():
        now = time.monotonic()
        if now >= end:
            if now >= last or not _others_compute(come, processes):
                return met()
            end = min(now + LOOK_S, last)
        come.wait(end - now)
    return True


def _others_compute(come: Any, processes: Callable[[], Iterable[int]]) -> bool:
    come.release()  # who comes meanwhile does not wait for us, which would look like rest
    try:
        return computes(processes(), but=threading.get_native_id())
    finally:
        come.acquire()
