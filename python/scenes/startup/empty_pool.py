"""Each worker notes itself, waits until all are there, and takes a moment to end: who ends in order can say so.

In timed trials a worker has nothing to do.
"""

import os
import threading
import time
from multiprocessing import forkserver
from multiprocessing.util import Finalize

import empty_pool as example

from compare.props.children import Notes
from compare.props.pools import outcome_of

MOMENT_S = 0.1
threads = []  # of this process


class Begin:
    """The first thing that a worker does; goes to workers by pickle."""

    def __init__(self, workers, notes, watch):
        self.workers, self.notes, self.watch, self.parent = workers, notes, watch, os.getpid()

    def __call__(self):
        with self.watch.span("begin"):
            self.notes.add("began", os.getpid(), threading.get_native_id())
            threads.append(threading.current_thread())
            self.watch.rendezvous("all there", self.workers)
        if os.getpid() != self.parent:
            Finalize(None, self.end, exitpriority=0)

    def end(self):
        time.sleep(MOMENT_S)
        self.notes.add("ended")


def nothing():
    pass


def prepare(parameters):
    if parameters.variant == "forkserver":
        forkserver.ensure_running()
    return parameters


def run(state, watch):
    way = getattr(example, state.variant)
    if not watch.observed:
        way(state.workers, nothing)
        return {}
    threads.clear()
    with Notes() as notes:
        with watch.span("call"):
            told = outcome_of(lambda: way(state.workers, Begin(state.workers, notes, watch)))
        watch.event("told")
        lines = notes.lines()
    pids, workers = set(), set()
    for word, *who in lines:
        if word == "began":
            pids.add(int(who[0]))
            workers.add(tuple(who) if state.variant == "threads" else who[0])
    ours = sum(not thread.is_alive() for thread in threads)
    return {
        "workers": len(workers),
        "other_processes": bool(pids) and os.getpid() not in pids,
        "ended": ours if state.variant == "threads" else sum(word == "ended" for word, *_ in lines),
        "error": told.error,
    }
