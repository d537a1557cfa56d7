"""Cuts one piece of work into small, middling and large jobs, and shares them out.

Each job has a price, whatever it does: it is sent to a process, and its result is sent back, which takes as
long as some thousand steps of a loop. With one number a job, that price is more than the work. With one job
in all, only one worker has anything to do. What pays lies between: a few jobs for each worker, each of them
far dearer than its handing out. `chunksize=` of Pool.map and Executor.map cuts a list in the same way, but
threads ignore it, and under a global lock they could not compute side by side. Older code leaves the size of
the chunks to Pool.map, which makes about four for each worker; that too is a fair choice.
"""

import multiprocessing
from functools import partial
from types import SimpleNamespace

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


# The workers are there before the clock starts. A Pool starts them all at once, an executor when jobs come.
def prepare(parameters):
    pool = processes.Pool(parameters.workers)
    return SimpleNamespace(**vars(parameters), pool=pool)


def run(state, trace):
    match state.variant:
        case "serial":
            divisors, jobs = count_divisors(1, state.n + 1), 1
        case "fine":
            divisors, jobs = in_jobs(state, 1, trace)
        case "middling":
            divisors, jobs = in_jobs(state, state.grain, trace)
        case "whole":
            divisors, jobs = in_jobs(state, state.n, trace)
    return {"divisors": divisors, "jobs": jobs}


def cleanup(state):
    state.pool.terminate()
    state.pool.join()


# Each range of numbers is a job of its own. The order of the results does not matter for a sum.
def in_jobs(state, grain, trace):
    # [step: cut the numbers into ranges]
    ranges = [(first, min(first + grain, state.n + 1)) for first in range(1, state.n + 1, grain)]
    # [step: share out the ranges]
    work = partial(job, second=1 + grain, more=len(ranges) > 1, trace=trace)
    results = list(state.pool.imap_unordered(work, ranges))
    # [step: add up]
    return sum(results), len(results)


# [step: a job]
def job(numbers, second, more, trace):
    first, stop = numbers
    with trace.span("job", item=first):
        # The first two jobs meet here, which takes two workers.
        if more and first in (1, second):
            trace.rendezvous("two at work", 2)
        return count_divisors(first, stop)


# How many divisors the numbers have together, found by trying every one.
def count_divisors(first, stop):
    divisors = 0
    for number in range(first, stop):
        for divisor in range(1, number + 1):
            if number % divisor == 0:
                divisors += 1
    return divisors


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
