"""Threads add one at the same moment, the gap before each write held open: how many increments are kept?

Without a lock all must have read before any writes, so the loss is exact. A lock lets no second thread come to the gap
that is woven into the example.
"""

import platform
import sys
import threading
import time

import counter_race as example

from compare.props.crew import Crew
from compare.props.held import Gap, HeldAttributes


def prepare(parameters):
    return parameters


def run(state, watch):
    add, lock = getattr(example, state.variant.replace("-", "_")), threading.Lock()
    unlocked = state.variant.startswith("no-lock")
    turns = state.forced if unlocked else state.per_worker
    gap = Gap(state.workers, 10.0)
    counter = HeldAttributes(gap, value=0) if watch.observed and unlocked else example.Counter()
    crew = Crew(state.workers, watch, rescue=gap.release)

    def told(number):
        worker = number // turns
        watch.event("found", item=worker, value=counter.value)
        add(counter, lock)
        watch.event("left", item=worker, value=counter.value)

    if watch.observed and unlocked:
        crew.run(turns, told, numbered=True)
    else:
        crew.run(turns, add, counter, lock)
    outputs = {
        "expected": state.workers * turns,
        "made": crew.done,
        "counter": counter.value,
        "lost": state.workers * turns - counter.value,
        "error": crew.error,
        "interpreter": interpreter(),
    }
    if unlocked:
        return outputs | {"lost_to_luck": left_to_luck(add, state)}
    return outputs | {"enters_twice": enters_twice(lock), "unowned_release": unowned_release(lock)}


def left_to_luck(add, state):
    """Nothing is held, and no tracing slows a thread down."""
    counter, lock = example.Counter(), threading.Lock()

    def work():
        sys.settrace(None)
        sys.setprofile(None)
        for _ in range(state.left_to_luck):
            add(counter, lock)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(state.workers)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 2.0
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return state.workers * state.left_to_luck - counter.value


def enters_twice(lock):
    """May the thread that has the lock take it again?"""
    with lock:
        again = lock.acquire(blocking=False)
        if again:
            lock.release()
    return again


def unowned_release(lock):
    """What becomes of giving back what one does not have?"""
    try:
        lock.release()
    except RuntimeError:
        return "lock-misuse"


def interpreter():
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return f"CPython {platform.python_version()}, {'with the GIL' if gil else 'free-threaded'}"
