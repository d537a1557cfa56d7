"""Sets up in the parent and relies on its global, which no spawned worker has."""

import multiprocessing
import os
from functools import partial

processes = multiprocessing.get_context("spawn")

offset = 0
jobs_so_far = 0


def prepare(parameters):
    return parameters


def run(state, trace):
    set_up(state.initial, trace)
    with processes.Pool(state.workers) as pool:
        results = pool.map(partial(add, together=state.workers, trace=trace), range(state.jobs))
    return {"results": results, "total": sum(results)}


def set_up(initial, trace):
    global offset
    offset = initial
    trace.event("set up", item=os.getpid())


def add(number, together, trace):
    global jobs_so_far
    trace.event("job", item=os.getpid())
    jobs_so_far += 1
    if jobs_so_far == 1:
        trace.rendezvous("all at work", together)
    return offset + number
