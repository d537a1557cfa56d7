"""CPU time of this process, of its children that have ended, and of those that live."""

from __future__ import annotations

import os
import sys
import time

from compare.worker.proc import descendants, proc_text, threads_of

try:
    import resource
except ImportError:  # Windows: children's time is not known there
    resource = None  # type: ignore[assignment]

LINUX = sys.platform.startswith("linux")


def cpu_ns() -> int:
    """CPU time of the process tree so far, in nanoseconds; only differences of it mean something."""
    spent = time.process_time_ns()
    if resource is not None:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent += int((ended.ru_utime + ended.ru_stime) * 1e9)
    if LINUX and _has_children():
        spent += sum(_living_ns(pid) for pid in descendants(os.getpid()))
    return spent


def tree_ns(pid: int) -> int:
    """CPU time of a process and of all below it that live, in nanoseconds (Linux; 0 elsewhere)."""
    return sum(_living_ns(one) for one in (pid, *descendants(pid))) if LINUX else 0


def _has_children() -> bool:
    if "multiprocessing" not in sys.modules and "subprocess" not in sys.modules:
        return False  # of a bare os.fork is known what it spent when it has ended
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # asks only: nobody is collected
    except ChildProcessError:
        return False
    return True


def _living_ns(pid: int) -> int:
    stats = [proc_text(f"{pid}/task/{thread}/schedstat").split() for thread in threads_of(pid)]
    return sum(int(stat[0]) for stat in stats if stat) + _below_ns(pid)


def _below_ns(pid: int) -> int:
    """CPU time of those below a process that have ended and were collected."""
    fields = proc_text(f"{pid}/stat").rpartition(")")[2].split()
    ticks = sum(map(int, fields[13:15]))  # cutime and cstime, see proc(5)
    return ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
