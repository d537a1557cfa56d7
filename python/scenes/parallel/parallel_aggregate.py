"""Each thread that folds says so at its first step; in parts, all workers meet there: who folds, and what comes of it?

A fold that is one chain runs on one thread, however many a pool has. The numbers and the pool are there before the
clock starts.
"""

from __future__ import annotations

import operator
import sys
import threading
from array import array
from concurrent.futures import ThreadPoolExecutor

import parallel_aggregate as example

from compare.props.pools import outcome_of

NOTHING = (0, 0, sys.maxsize, -sys.maxsize)  # count, sum, least and most of no numbers


class Step:
    """The step of a fold, watched."""

    def __init__(self, step, state, watch):
        self.step, self.watch, self.folding = step, watch, set()
        self.parties = 1 if state.variant in ("fold", "seed-only") else state.workers

    def __call__(self, result, number):
        thread = threading.get_ident()
        if thread not in self.folding:
            self.folding.add(thread)
            self.watch.event("fold begins")
            self.watch.rendezvous("all folding", self.parties)
        return self.step(result, number)


def count_in(tally, number):
    return join(tally, (1, number, number, number))


def join(one, other):
    return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])


def prepare(parameters):
    parameters.numbers = array("q", range(parameters.n))
    parameters.pool = ThreadPoolExecutor(parameters.workers)
    return parameters


def cleanup(state):
    state.pool.shutdown(cancel_futures=True)


def run(state, watch):
    numbers, workers, pool = state.numbers, state.workers, state.pool

    def seen(step):
        return Step(step, state, watch) if watch.observed else step

    def use():
        match state.variant:
            case "fold":
                return example.fold(numbers, 0, seen(operator.add))
            case "seed-only":
                return example.seed_only(numbers, 0, seen(operator.add), pool)
            case "partials":
                return example.partials(numbers, 0, seen(operator.add), operator.add, workers, pool)
            case "tally":
                return example.partials(numbers, NOTHING, seen(count_in), join, workers, pool)
            case "subtract":
                return example.partials(numbers, 0, seen(operator.sub), operator.sub, workers, pool)

    with watch.span("call"):
        told = outcome_of(use)
    tally, subtract = state.variant == "tally", state.variant == "subtract"
    return {
        "total": told.value if not tally and not subtract else None,
        "tally": list(told.value or ()) if tally else None,
        "as_folded": told.value == example.fold(numbers, 0, operator.sub) if subtract else None,
        "error": told.error,
    }
