"""CPU time of this process, of its children that have ended, and of those that live."""

from __future__ import annotations

import os
import sys
import time

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
        spent += sum(_living_ns(pid) for pid in children(os.getpid()))
    return spent


def children(pid: int) -> list[int]:
    """Process ids of a process's living children and theirs (Linux; empty elsewhere)."""
    found: list[int] = []
    for thread in _threads(pid):
        for child in _read(f"/proc/{pid}/task/{thread}/children").split():
            found += [int(child), *children(int(child))]
    return found


def _has_children() -> bool:
    if "multiprocessing" not in sys.modules and "subprocess" not in sys.modules:
        return False  # of a bare os.fork is known what it spent when it has ended
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # asks only: nobody is collected
    except ChildProcessError:
        return False
    return True


def _living_ns(pid: int) -> int:
    stats = [_read(f"/proc/{pid}/task/{thread}/schedstat").split() for thread in _threads(pid)]
    return sum(int(stat[0]) for stat in stats if stat)


def _threads(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:  # it has ended
        return []


def _read(path: str) -> str:
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:  # it has ended
        return ""
    try:
        return os.read(file, 1 << 16).decode("ascii")  # a file of /proc comes in one piece
    except OSError:
        return ""
    finally:
        os.close(file)
