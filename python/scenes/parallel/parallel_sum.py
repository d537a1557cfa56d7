"""Threads add a part each, and the first part's thread meets the last part's: which parts were added, and at once?

Both have begun before either adds: a total that threads share without a lock is read by both before it is written.
The numbers and the pools are there before the clock starts: making them costs more than adding. Processes are sent
ranges.
"""

from __future__ import annotations

import multiprocessing
from array import array
from concurrent.futures import ThreadPoolExecutor

import parallel_sum as example

from compare.props.pools import closed, outcome_of, started


class Part:
    """The example's own way to add a part, watched."""

    def __init__(self, add, state, watch):
        self.add, self.last, self.watch, self.counts = add, state.n - 1, watch, []

    def __call__(self, part):
        with self.watch.span("add", item=int(part[0])):
            if part[0] == 0 or part[-1] == self.last:
                self.watch.rendezvous("two adding", 2)
            self.counts.append(len(part))
            return self.add(part)


def prepare(parameters):
    parameters.pool = None
    if parameters.variant == "tuned":
        import numpy

        parameters.numbers = numpy.arange(parameters.n, dtype=numpy.int64)
    elif parameters.variant == "source":
        parameters.numbers = range(parameters.n)
        parameters.pool = started(multiprocessing.get_context("spawn").Pool(parameters.workers))
    else:
        parameters.numbers = array("q", range(parameters.n))  # 8 bytes a number, as in C#
    if parameters.variant in ("threads", "tuned"):
        parameters.pool = ThreadPoolExecutor(parameters.workers)
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    numbers, workers, pool = state.numbers, state.workers, state.pool
    in_threads = state.variant in ("threads", "tuned")
    add = example.vectorised if state.variant == "tuned" else example.serial
    part = Part(add, state, watch)
    with watch.span("call"):
        if in_threads:
            told = outcome_of(
                lambda: example.threads(numbers, workers, pool, part if watch.observed else add)
            )
        elif state.variant == "source":
            told = outcome_of(lambda: example.source(numbers, workers, pool))
        else:
            told = outcome_of(lambda: getattr(example, state.variant)(numbers))
    watch.event("told")
    count = sum(part.counts) if in_threads and watch.observed else None
    return {"sum": told.value, "count": count, "error": told.error}
