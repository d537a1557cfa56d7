"""Gives the pool the whole fold as one job, and takes it for a parallel one."""

import operator
from array import array
from concurrent.futures import ThreadPoolExecutor
from functools import reduce


def prepare(parameters):
    return parameters


def run(state, trace):
    def fold():
        trace.event("fold begins")
        trace.rendezvous("all folding", state.workers)
        return reduce(operator.add, numbers, 0)

    numbers = array("q", range(state.n))
    with ThreadPoolExecutor(state.workers) as pool:
        total = pool.submit(fold).result()
    return {"total": total, "tally": None, "as_folded": None}
