"""Goes on with the broken executor instead of making a new one."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"pool": in_pool, "executor": in_executor}
    lost, behind, refused, again = ways[state.variant](state.x, state.wait_ms / 1000, trace)
    return {"lost": lost, "behind": behind, "refused": refused, "again": again}


def in_pool(x, patience, trace):
    lost = None
    with processes.Pool(1) as pool:
        doomed = pool.apply_async(die, (trace,))
        behind = pool.apply_async(square, (x, "the job behind", trace))
        trace.open_gate("both are handed over")
        second = behind.get()
        try:
            doomed.get(timeout=patience)
        except multiprocessing.TimeoutError:
            lost = "deadlock"
        return lost, second, None, pool.apply(square, (x, "a new job", trace))


def in_executor(x, patience, trace):
    lost = second = refused = again = None
    with ProcessPoolExecutor(1, processes) as pool:
        doomed = pool.submit(die, trace)
        behind = pool.submit(square, x, "the job behind", trace)
        trace.open_gate("both are handed over")
        try:
            doomed.result()
        except BrokenProcessPool:
            lost = "broken-pool"
        with suppress(BrokenProcessPool):
            second = behind.result()
        try:
            again = pool.submit(square, x, "a new job", trace).result()
        except BrokenProcessPool:
            refused = "broken-pool"
    return lost, second, refused, again


def die(trace):
    trace.wait_gate("both are handed over")
    trace.event("at work", item="the doomed job")
    os.kill(os.getpid(), signal.SIGKILL)


def square(x, name, trace):
    trace.event("at work", item=name)
    return x * x
