"""What an example left in the worker's own process."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from compare.worker.loop import Loop

OURS = ("parallax-", "asyncio_")  # the worker's own, and asyncio's default executor
GRACE_S = 1.0  # for what was told to end and is just doing so


class Allowed:
    """What may be there: threads after imports, and what prepared states hold."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._imported = set(threading.enumerate())

    def imported(self) -> None:
        """An example was imported: its module's threads may stay."""
        self._imported.update(threading.enumerate())

    def now(self) -> set[Any]:
        """Every thread, task and child process there is."""
        return {*threading.enumerate(), *self._loop.tasks(), *children()}

    def left(self, held: list[set[Any]]) -> list[str]:
        """Names of threads, tasks and child processes that nothing accounts for; such tasks are cancelled.

        Args:
            held: for each state that is alive, what its `prepare` started.
        """
        gc.collect(1)  # the young ones: a large list of an example would make more than that dear
        if _semaphores():  # of a pool, say, which has grown old in a cycle
            gc.collect()
        known = self._imported.union(*held)
        tasks = self._loop.tasks() - known
        self._loop.cancel(tasks)
        threads = [thread for thread in threading.enumerate() if thread not in known and not _ours(thread)]
        if held:  # a pool that a state holds starts its threads when it is used
            threads = [thread for thread in threads if not _of_a_pool(thread)]
        processes = [child for child in children() if child not in known]
        found = _still_there([*threads, *processes])
        return sorted(found + [f"task {task.get_name()}" for task in tasks])

    def busy(self) -> bool:
        """Whether the event loop's default executor is at work on something that nobody waits for."""
        return self._loop.busy()


def children() -> list[Any]:
    """Child processes that multiprocessing knows."""
    multiprocessing = sys.modules.get("multiprocessing")
    return [] if multiprocessing is None else multiprocessing.active_children()


def _semaphores() -> bool:
    """Whether any of multiprocessing's named semaphores is there: it goes with the object that it belongs to."""
    if "multiprocessing.synchronize" not in sys.modules:
        return False
    try:
        return any(name.startswith("sem.mp-") for name in os.listdir("/dev/shm"))
    except OSError:
        return False


def _still_there(found: list[Any]) -> list[str]:
    deadline = time.monotonic() + GRACE_S
    for one in found:
        one.join(max(0.0, deadline - time.monotonic()))
    return [f"{_kind(one)} {one.name}" for one in found if one.is_alive()]


def _kind(one: Any) -> str:
    return "thread" if isinstance(one, threading.Thread) else "process"


def _ours(thread: threading.Thread) -> bool:
    # A dummy stands for a thread that Python did not start: a .NET pool thread that called into Python.
    return thread.name.startswith(OURS) or type(thread).__name__ == "_DummyThread"


def _of_a_pool(thread: threading.Thread) -> bool:
    executors = sys.modules.get("concurrent.futures.thread")
    if executors is not None and thread in executors._threads_queues:
        return True
    return type(thread).__name__ == "_ExecutorManagerThread" or thread.name.startswith("QueueFeederThread")
