"""Threads that have all begun look out for one another while they compute: does one see another in the middle of it?

Nobody gives the GIL away meanwhile, for Python is told to ask for it only after a thousand seconds. So where there is
one, each computes from its first step to its last alone, and looks for a moment in vain. Without one, threads see
each other however few the cores and however slow the machine.
"""

from __future__ import annotations

import sys
import threading
import time

import gil_scaling as example

from compare.props.pools import outcome_of

MOMENT_S, LIMIT_S = 0.05, 5.0
SELDOM_S = 1000


class Job:
    """The example's own computing, before which the thread looks out for another that computes."""

    def __init__(self, state, gil, watch):
        self.state, self.watch, self.parties = (
            state,
            watch,
            1 if state.variant == "one-thread" else state.workers,
        )
        self.patience_s, self.inside, self.met = MOMENT_S if gil else LIMIT_S, set(), False

    def __call__(self, number):
        with self.watch.span("job", item=number):
            met = self.watch.rendezvous("all under way", self.parties)
            with self.watch.span("compute", item=number):
                if met and self.parties > 1:
                    self.look_out(threading.get_ident())
                return example.compute(number, self.state.steps)

    def look_out(self, mine):
        self.inside.add(mine)
        give_up = time.monotonic() + self.patience_s
        while not self.met and time.monotonic() < give_up:
            if len(self.inside) > 1:
                self.met = True
        self.inside.discard(mine)


def prepare(parameters):
    return parameters


def run(state, watch):
    function = getattr(example, state.variant.replace("-", "_"))
    if not watch.observed:
        told = outcome_of(
            lambda: function(state.workers, lambda number: example.compute(number, state.steps))
        )
        return {"results": told.value, "error": told.error}
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    job = Job(state, gil, watch)
    before = sys.getswitchinterval()
    sys.setswitchinterval(SELDOM_S)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        told = outcome_of(lambda: function(state.workers, job))
        watch.event("told")
    finally:
        sys.setswitchinterval(before)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    threads = state.variant == "threads"
    return {
        "results": told.value,
        "error": told.error,
        "gil": gil,
        "in_the_middle": job.met if threads else None,
        "cores": round(cpu / wall, 2),
    }
