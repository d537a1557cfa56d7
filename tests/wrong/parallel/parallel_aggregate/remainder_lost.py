"""Gives each worker the same number of numbers, and nobody those that remain."""

import operator
from array import array
from concurrent.futures import ThreadPoolExecutor
from functools import reduce


def prepare(parameters):
    return parameters


def run(state, trace):
    def fold(worker):
        trace.event("fold begins")
        trace.rendezvous("all folding", state.workers)
        return reduce(operator.add, numbers[worker * size : (worker + 1) * size], 0)

    numbers = array("q", range(state.n))
    size = len(numbers) // state.workers
    with ThreadPoolExecutor(state.workers) as pool:
        total = reduce(operator.add, pool.map(fold, range(state.workers)))
    return {"total": total, "tally": None, "as_folded": None}
