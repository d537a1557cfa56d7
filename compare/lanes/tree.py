"""Process trees: what an example left running, and how it is ended."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable

import psutil

from compare.lanes.platform import KILL, STOP, WAKE, reap, send
from compare.worker.proc import KNOWS_CHILDREN, descendants, proc_text, runs
from compare.worker.proc import children as children_of

GRACE_S = 0.3  # for those that were asked to end; whoever starts more meanwhile gets none
LIMIT_S = 5.0  # what still lives then cannot be killed: it is another user's, or stuck in the kernel
PAUSE_S = 0.002
LOOKS = 20  # until one that is replaced all the time is met alive
TRACKER, FORK_SERVER = "multiprocessing.resource_tracker", "multiprocessing.forkserver"
KEPT = "parallax-kept"  # in the command of a server that scenes start once for all trials of their worker


def children(pid: int) -> list[int]:
    """Process ids of a process's children, also of those that ended and were not collected."""
    if KNOWS_CHILDREN:
        return children_of(pid)
    return [process.pid for process in _below(pid, recursive=False)]


def below(pid: int) -> list[int]:
    """Process ids of all that run below a process, parents first."""
    return [one for one in _listed(pid) if _runs(one)]


def strays(known: Iterable[int]) -> list[int]:
    """Process ids of all that run below this process but not below its known children; ended ones are reaped."""
    found = []
    for child in set(children(os.getpid())).difference(known):
        reap(child)
        found += [child, *below(child)]
    return [one for one in found if _runs(one)]


def left_running(launcher: int, worker: int) -> list[psutil.Process]:
    """Processes that a worker's example left, below the worker or orphaned to its launcher.

    Args:
        launcher: process id of the worker's launcher; where there is none, the worker's.
        worker: process id of the worker.
    """
    before: set[int] = set()
    for _ in range(LOOKS):
        listed = set(_listed(launcher)) - {worker}
        found = [process for pid in listed for process in _running(pid) if not is_helper(pid)]
        if found or listed == before:  # the same ones have ended: nobody collects them
            return found
        before = listed
    return []


def is_helper(pid: int) -> bool:
    """Whether it is multiprocessing's own tracker or fork server, not a child of that server; or of a kept server."""
    command = _command(pid)
    if TRACKER in command or FORK_SERVER in command:
        parent = _parent(pid)
        return parent > 0 and FORK_SERVER not in _command(parent)
    for _ in range(LOOKS):  # no longer: where a parent's number was given away, the way up may be a circle
        if pid == 0 or KEPT in _command(pid):
            break
        pid = _parent(pid)
    return pid > 0 and KEPT in _command(pid)


def describe(process: psutil.Process) -> str:
    """Its command, short, and its id, for a report."""
    try:
        command = " ".join(process.cmdline())[:80] or process.name()
    except psutil.Error:
        command = "a process that has just ended"
    return f"{command} (pid {process.pid})"


def ask_first(found: list[int], number: int, grace_s: float) -> None:
    """Ask the first of some processes to end, and let it: what it prints is not mixed with the others' words."""
    for pid in found[:1]:
        _ask(pid, number)
        deadline = time.monotonic() + grace_s
        while _runs(pid) and time.monotonic() < deadline:
            time.sleep(PAUSE_S)


def end(find: Callable[[], list[int]], number: int = signal.SIGTERM, grace_s: float = GRACE_S) -> None:
    """End processes: politely, then for good, multiprocessing's helpers last.

    Args:
        find: gives the process ids of those that run; it is asked again until there are none.
        number: the signal that asks them to end.
        grace_s: how long they may take to do so.
    """
    helpers: dict[int, bool] = {}

    def living() -> list[int]:
        found = find()
        helpers.update({pid: is_helper(pid) for pid in found if pid not in helpers})
        return [pid for pid in found if not helpers[pid]]

    asked = living()
    for pid in asked:
        _ask(pid, number)
    deadline = time.monotonic() + grace_s
    while (left := living()) and set(left).issubset(asked) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    limit = time.monotonic() + LIMIT_S
    while left and time.monotonic() < limit:
        for deadly in (STOP, KILL):  # who is stopped starts no more
            for pid in left:
                send(pid, deadly)
        killed, left = left, living()
        if set(left).issubset(killed):  # nobody is new: the kernel is at it
            time.sleep(PAUSE_S)
    # A tracker that sees its last user gone removes what was left, and ends by itself.
    deadline = time.monotonic() + GRACE_S
    while (left := find()) and time.monotonic() < limit:
        if time.monotonic() > deadline:
            for pid in left:
                send(pid, KILL)
        time.sleep(PAUSE_S)


def marked(token: str) -> list[int]:
    """Process ids of all of this user's that carry a run's token in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("PARALLAX_RUN") == token:
                found.append(process.pid)
        except (psutil.Error, OSError):  # another user's process, or one that has just ended
            continue
    return found


def _ask(pid: int, number: int) -> None:
    send(pid, number)
    send(pid, WAKE)


def _listed(pid: int) -> list[int]:
    return descendants(pid) if KNOWS_CHILDREN else [process.pid for process in _below(pid, recursive=True)]


def _running(pid: int) -> list[psutil.Process]:
    try:
        return [psutil.Process(pid)] if _runs(pid) else []
    except psutil.NoSuchProcess:
        return []


def _below(pid: int, recursive: bool) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive)
    except psutil.NoSuchProcess:
        return []


def _runs(pid: int) -> bool:
    if KNOWS_CHILDREN:  # psutil takes twenty times as long
        return runs(pid)
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _parent(pid: int) -> int:
    """Its parent's process id; 0 where it has ended, or has none."""
    if KNOWS_CHILDREN:
        told = proc_text(f"{pid}/stat").rpartition(")")[2].split()
        return int(told[1]) if told else 0
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        return 0


def _command(pid: int) -> str:
    if KNOWS_CHILDREN:
        return proc_text(f"{pid}/cmdline").replace("\0", " ")
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""
