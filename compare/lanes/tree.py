"""Process trees: what an example left running, and how it is ended."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

import psutil

from compare.lanes.platform import reap

GRACE_S = 1.0
TRACKER, FORK_SERVER = "multiprocessing.resource_tracker", "multiprocessing.forkserver"


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below one, and nothing when it is gone."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def is_helper(process: psutil.Process) -> bool:
    """Whether it is multiprocessing's own tracker or fork server, not a child of that server."""
    try:
        parent = process.parent()
        return _named_helper(process) and not (parent and FORK_SERVER in " ".join(parent.cmdline()))
    except psutil.Error:
        return False


def _named_helper(process: psutil.Process) -> bool:
    command = " ".join(process.cmdline())
    return TRACKER in command or FORK_SERVER in command


def alive(process: psutil.Process) -> bool:
    """Whether it still runs; an adopted zombie is reaped on the way."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            if process.ppid() == os.getpid():
                reap(process.pid)
            return False
        return process.is_running()
    except psutil.NoSuchProcess:
        return False


def left_running(worker: int, workers: Iterable[int], known: Iterable[int]) -> list[psutil.Process]:
    """Processes that the worker's example left: below it, or orphaned to us.

    Args:
        worker: process id of the worker that was just used.
        workers: all workers' process ids.
        known: other children of ours (the watcher).
    """
    ours = set(workers) | set(known)
    orphans = [child for child in psutil.Process().children() if child.pid not in ours]
    below = descendants(worker)
    found = below + [process for orphan in orphans for process in (orphan, *descendants(orphan.pid))]
    return [process for process in found if alive(process) and not is_helper(process)]


def describe(process: psutil.Process) -> str:
    """Its command, short, and its id, for a report."""
    try:
        command = " ".join(process.cmdline())[:80] or process.name()
    except psutil.Error:
        command = "a process that has just ended"
    return f"{command} (pid {process.pid})"


def end(processes: Iterable[psutil.Process], grace_s: float = GRACE_S) -> None:
    """End processes and their descendants: politely, then for good, trackers last."""
    targets = _with_descendants(processes)
    trackers = [process for process in targets if is_helper(process)]
    rest = [process for process in targets if process not in trackers]
    for process in rest:
        _send(process, "terminate")
    psutil.wait_procs(rest, timeout=grace_s)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        living = [process for process in _with_descendants([*rest, *trackers]) if alive(process)]
        ordinary = [process for process in living if not is_helper(process)]
        if not living:
            return
        for process in ordinary or living:
            _send(process, "suspend")
        for process in ordinary or living:
            _send(process, "kill")
        psutil.wait_procs(ordinary or living, timeout=0.2)


def _with_descendants(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for process in processes:
        for one in (process, *descendants(process.pid)):
            found.setdefault(one.pid, one)
    return list(found.values())


def _send(process: psutil.Process, action: str) -> None:
    try:
        getattr(process, action)()
    except psutil.Error:  # it ended by itself, which is what we want
        pass


def marked(token: str) -> list[psutil.Process]:
    """Every process of this user that carries a run's token in its environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("PARALLAX_RUN") == token:
                found.append(process)
        except (psutil.Error, OSError):  # another user's process, or one that has just ended
            continue
    return found
