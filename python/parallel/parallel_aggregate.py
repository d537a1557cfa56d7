"""Folds a million numbers into one result: in one chain, and in parts that are joined afterwards.

A fold is a chain: each step needs the result of the step before, so no pool can share it out. To fold in
parallel, each worker folds a part of its own, and a second function joins what came of the parts. That gives
the same result only where brackets do not matter, and where the seed changes nothing: each part begins with
it. Adding from 0 is such a fold, subtracting is none. Under a global lock the threads take turns, so here the
parallel fold gains nothing; processes would have to be sent their numbers first. Older code folded in a loop
over a global variable, which threads cannot share without a lock.
"""

import operator
import sys
from array import array
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from types import SimpleNamespace

NOTHING = (0, 0, sys.maxsize, -sys.maxsize)  # count, sum, least and most of no numbers


def prepare(parameters):
    numbers = array("q", range(parameters.n))
    pool = ThreadPoolExecutor(parameters.workers)
    return SimpleNamespace(**vars(parameters), numbers=numbers, pool=pool)


def run(state, trace):
    numbers, total, tally, as_folded = state.numbers, None, None, None
    match state.variant:
        case "fold":
            # [step: fold]
            total = reduce(operator.add, numbers, begin(0, 1, trace))
        case "seed-only":
            # [step: fold on a pool]
            total = state.pool.submit(reduce, telling(numbers, trace), numbers, begin(0, 1, trace)).result()
        case "partials":
            total = in_parts(state, 0, operator.add, operator.add, trace)
        case "tally":
            tally = list(in_parts(state, NOTHING, count_in, join, trace))
        case "subtract":
            total = in_parts(state, 0, operator.sub, operator.sub, trace)
            as_folded = total == reduce(operator.sub, numbers, 0)
    return {"total": total, "tally": tally, "as_folded": as_folded}


def cleanup(state):
    state.pool.shutdown()


# Two functions: one takes a number into a part's result, the other joins the results of two parts.
def in_parts(state, seed, step, join_parts, trace):
    def fold(worker):
        start, stop = (len(state.numbers) * end // state.workers for end in (worker, worker + 1))
        return reduce(step, state.numbers[start:stop], begin(seed, state.workers, trace))

    # [step: fold the parts]
    results = state.pool.map(fold, range(state.workers))
    # [step: join the results]
    return reduce(join_parts, results)


# [step: begin a fold]
def begin(seed, parties, trace):
    trace.event("fold begins")
    trace.rendezvous("all folding", parties)
    return seed


# Adding, which tells where the first and the last number were added.
def telling(numbers, trace):
    def add(total, number):
        if number in (0, last):
            trace.event("added", item=number)
        return total + number

    last = len(numbers) - 1
    return add


# What a fold carries along need not be of the kind of what it folds.
def count_in(tally, number):
    count, total, least, most = tally
    return count + 1, total + number, min(least, number), max(most, number)


def join(one, other):
    return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
