"""Sets up in the parent and relies on its global, which no spawned worker has."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

processes = multiprocessing.get_context("spawn")

offset = 0
jobs_so_far = 0


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"per-job": per_job, "initializer": with_initializer, "executor": with_executor}
    results = ways[state.variant](state, trace)
    return {"results": results, "total": sum(results)}


def per_job(state, trace):
    with processes.Pool(state.workers) as pool:
        return pool.map(partial(set_up_and_add, initial=state.initial, trace=trace), range(state.jobs))


def with_initializer(state, trace):
    set_up(state.initial, trace)
    with processes.Pool(state.workers) as pool:
        return pool.map(partial(add, together=state.workers, trace=trace), range(state.jobs))


def with_executor(state, trace):
    with ProcessPoolExecutor(state.workers, processes, set_up, (state.initial, trace)) as pool:
        return list(pool.map(partial(add, together=state.workers, trace=trace), range(state.jobs)))


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


def set_up_and_add(number, initial, trace):
    set_up(initial, trace)
    return add(number, 1, trace)
