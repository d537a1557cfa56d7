"""Children that a text started: when do all of them wait themselves, or have ended?

    before = children()
    ...                                  # the text starts some, on another thread
    at_rest(before)                      # nobody computes any more: whoever can go on without us has
    quiet(os.getppid())                  # in a child: the parent has done all that it can without us

Seen in /proc; where there is none, half a second must do, which weakens a proof and falsifies none.
A thread that slept at two looks and was not woken in between has not run: how often each went to sleep is counted
by the kernel, so a few looks do, however short. Who is woken again and again by a clock, and does next to nothing
then, is looked at for longer.
"""

from __future__ import annotations

import os
import threading
import time

from compare.worker.proc import PROC, proc_text, threads_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

THERE = os.path.isdir(f"{PROC}/self/task")
LOOK_S = 0.004
STILL = 3  # looks at which nobody had run
ASLEEP = 25  # looks that found all asleep, whoever was woken in between


def children() -> set[int]:
    """The processes that this one started and that have not ended, as far as can be told."""
    found = set()
    for thread in threads_of("self"):
        for child in proc_text(f"self/task/{thread}/children").split():
            if field(proc_text(f"{child}/status"), "State") not in ("", "Z"):
                found.add(int(child))
    return found


def at_rest(before: set[int], at_least: int = 2, limit_s: float = 4.0) -> bool:
    """Wait until none of the children that have come since computes, nor anybody here.

    Args:
        before: the children that do not count.
        at_least: so many must have come, or nobody knows yet.
        limit_s: after this it is given up.

    Returns:
        Whether they came to rest.
    """
    if not THERE:
        time.sleep(0.5)
        return True
    come: set[int] = set()

    def look() -> object:
        mine = children() - before
        come.update(mine)
        slept = {pid: moves(pid) for pid in sorted(mine)}
        here = moves(os.getpid(), but=threading.get_native_id())
        return None if len(come) < at_least or here is None or None in slept.values() else slept

    return _settles(look, limit_s)


def quiet(pid: int, limit_s: float = 2.0) -> bool:
    """Wait until a process has not computed for a while; says whether it did. No wait where nobody can tell."""
    return THERE and _settles(lambda: moves(pid), limit_s)


def moves(pid: int, but: int = 0) -> tuple[str, ...] | None:
    """How often each of a process's threads went to sleep; None while one of them computes.

    Args:
        pid: the process; of one that has ended it is empty.
        but: a thread that does not count.
    """
    slept = []
    for thread in threads_of(pid):
        status = "" if thread == str(but) else proc_text(f"{pid}/task/{thread}/status")
        if field(status, "State") in ("R", "D"):
            return None
        slept.append(thread + " " + field(status, "voluntary_ctxt_switches"))
    return tuple(slept)


def spent(pid: int) -> int | None:
    """A process's CPU time in ticks, which who is woken now and then does not use; None while it computes."""
    ticks = 0
    for thread in threads_of(pid):
        fields = proc_text(f"{pid}/task/{thread}/stat").rpartition(")")[2].split()
        if fields and fields[0] in "RD":
            return None
        ticks += int(fields[11]) + int(fields[12]) if fields else 0
    return ticks


def _settles(look: Callable[[], object], limit_s: float) -> bool:
    end, still, asleep, seen, pause = time.monotonic() + limit_s, 0, 0, None, LOOK_S
    while still < STILL and asleep < ASLEEP:
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        now = look()
        asleep = asleep + 1 if now is not None else 0
        pause = LOOK_S if asleep else min(1.5 * pause, 5 * LOOK_S)  # who is at work is looked at less often
        still, seen = still + 1 if asleep and now == seen else 0, now
    return True


def field(status: str, name: str) -> str:
    """The first word after a name; nothing where the thread has ended."""
    value = status.partition(f"\n{name}:\t")[2]
    return value.partition("\n")[0].partition(" ")[0]
