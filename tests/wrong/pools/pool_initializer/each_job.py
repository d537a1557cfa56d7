"""Calls the initializer in each job as well, to be on the safe side."""

import multiprocessing
import os
from functools import partial

processes = multiprocessing.get_context("spawn")

offset = 0
jobs_so_far = 0


def prepare(parameters):
    return parameters


def run(state, trace):
    with processes.Pool(state.workers, initializer=set_up, initargs=(state.initial, trace)) as pool:
        job = partial(add, initial=state.initial, together=state.workers, trace=trace)
        results = pool.map(job, range(state.jobs))
    return {"results": results, "total": sum(results)}


def set_up(initial, trace):
    global offset
    offset = initial
    trace.event("set up", item=os.getpid())


def add(number, initial, together, trace):
    global jobs_so_far
    trace.event("job", item=os.getpid())
    set_up(initial, trace)
    jobs_so_far += 1
    if jobs_so_far == 1:
        trace.rendezvous("all at work", together)
    return offset + number
