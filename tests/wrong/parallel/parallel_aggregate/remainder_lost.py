"""Cuts the numbers into parts of equal size, and leaves out what remains."""

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
            total = reduce(operator.add, numbers, begin(0, 1, trace))
        case "seed-only":
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


def in_parts(state, seed, step, join_parts, trace):
    def fold(worker):
        size = len(state.numbers) // state.workers
        part = state.numbers[worker * size : (worker + 1) * size]
        return reduce(step, part, begin(seed, state.workers, trace))

    results = state.pool.map(fold, range(state.workers))
    return reduce(join_parts, results)


def begin(seed, parties, trace):
    trace.event("fold begins")
    trace.rendezvous("all folding", parties)
    return seed


def telling(numbers, trace):
    def add(total, number):
        if number in (0, last):
            trace.event("added", item=number)
        return total + number

    last = len(numbers) - 1
    return add


def count_in(tally, number):
    count, total, least, most = tally
    return count + 1, total + number, min(least, number), max(most, number)


def join(one, other):
    return one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3])
