"""Cuts the work into ranges, and then sends all of them as one chunk."""

import multiprocessing
from functools import partial
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    pool = processes.Pool(parameters.workers)
    return SimpleNamespace(**vars(parameters), pool=pool)


def run(state, trace):
    grain = state.grain
    ranges = [(first, min(first + grain, state.n + 1)) for first in range(1, state.n + 1, grain)]
    work = partial(job, second=1 + grain, trace=trace)
    results = state.pool.map(work, ranges, chunksize=len(ranges))
    return {"divisors": sum(results), "jobs": len(results)}


def cleanup(state):
    state.pool.terminate()
    state.pool.join()


def job(numbers, second, trace):
    first, stop = numbers
    with trace.span("job", item=first):
        if first in (1, second):
            trace.rendezvous("two at work", 2)
        return count_divisors(first, stop)


def count_divisors(first, stop):
    divisors = 0
    for number in range(first, stop):
        for divisor in range(1, number + 1):
            if number % divisor == 0:
                divisors += 1
    return divisors
