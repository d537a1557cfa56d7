"""Goes on with the broken executor instead of making a new one."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    lost = second = refused = again = None
    with ProcessPoolExecutor(1, processes) as pool:
        doomed = pool.submit(die, trace)
        behind = pool.submit(square, state.x, "the job behind", trace)
        trace.open_gate("both are handed over")
        try:
            doomed.result()
        except BrokenProcessPool:
            lost = "broken-pool"
        try:
            second = behind.result()
        except BrokenProcessPool:
            pass
        try:
            again = pool.submit(square, state.x, "a new job", trace).result()
        except BrokenProcessPool:
            refused = "broken-pool"
    return {"lost": lost, "behind": second, "refused": refused, "again": again}


def die(trace):
    trace.wait_gate("both are handed over")
    trace.event("at work", item="the doomed job")
    os.kill(os.getpid(), signal.SIGKILL)


def square(x, name, trace):
    trace.event("at work", item=name)
    return x * x
