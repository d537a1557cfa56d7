"""Takes `sys.exit` for a death: the executor's worker catches it, sends it back, and lives on."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    lost = second = refused = None
    with ProcessPoolExecutor(1, processes) as pool:
        doomed = pool.submit(die, trace)
        behind = pool.submit(square, state.x, "the job behind", trace)
        trace.open_gate("both are handed over")
        try:
            doomed.result()
        except BrokenProcessPool:
            lost = "broken-pool"
        except SystemExit:
            lost = None
        second = behind.result()
        try:
            pool.submit(square, state.x, "one more", trace)
        except BrokenProcessPool:
            refused = "broken-pool"
    with ProcessPoolExecutor(1, processes) as pool:
        again = pool.submit(square, state.x, "a new job", trace).result()
    return {"lost": lost, "behind": second, "refused": refused, "again": again}


def die(trace):
    trace.wait_gate("both are handed over")
    trace.event("at work", item="the doomed job")
    sys.exit(9)


def square(x, name, trace):
    trace.event("at work", item=name)
    return x * x
