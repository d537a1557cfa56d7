"""Sets each worker of a pool up once, before its first job.

A job that opens a connection or loads a table for itself does so every time. The pool's `initializer` does
it once in each worker process; `initargs` are its arguments, and a global keeps what it made. The parent's
globals do not come along: with spawn a worker imports this module afresh. There is no counterpart for a
worker's end. `maxtasksperchild` makes a pool replace each worker after so many jobs, and set up the new one.

The initializer is also how a queue or a lock reaches a pool's workers, since no job's argument may be one.
When it raises, `Pool` starts new workers for ever; `ProcessPoolExecutor` says that it is broken.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")

# What this process was set up with, and how many jobs it has had.
offset = 0
jobs_so_far = 0


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"per-job": per_job, "initializer": with_initializer, "executor": with_executor}
    results = ways[state.variant](state, trace)
    # [step: add up]
    return {"results": results, "total": sum(results)}


def per_job(state, trace):
    with processes.Pool(state.workers) as pool:
        # [step: do the jobs]
        return pool.map(partial(set_up_and_add, initial=state.initial, trace=trace), range(state.jobs))


def with_initializer(state, trace):
    with processes.Pool(state.workers, initializer=set_up, initargs=(state.initial, trace)) as pool:
        # [step: do the jobs]
        return pool.map(partial(add, together=state.workers, trace=trace), range(state.jobs))


def with_executor(state, trace):
    with ProcessPoolExecutor(state.workers, processes, set_up, (state.initial, trace)) as pool:
        # [step: do the jobs]
        return list(pool.map(partial(add, together=state.workers, trace=trace), range(state.jobs)))


# [step: set up]
def set_up(initial, trace):
    global offset
    offset = initial
    trace.event("set up", item=os.getpid())


# [step: the job]
def add(number, together, trace):
    global jobs_so_far
    trace.event("job", item=os.getpid())
    jobs_so_far += 1
    # A worker's first job waits until every worker has one.
    if jobs_so_far == 1:
        trace.rendezvous("all at work", together)
    return offset + number


def set_up_and_add(number, initial, trace):
    set_up(initial, trace)
    return add(number, 1, trace)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
