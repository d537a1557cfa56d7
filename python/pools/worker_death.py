"""Loses a worker in the middle of a job, as when the system kills it for want of memory.

A `Pool` sees that a worker has died and starts another in its place; the jobs behind are done. But nobody
remembers the job that the dead one had. Its result never comes, and `get` without a limit waits for ever.
`ProcessPoolExecutor` remembers: each job that is not done ends with a `BrokenProcessPool`, and no more are
accepted. Make a new one then, and ask yourself whether it is safe to do the jobs once more.

The source material shows how a pool tops its workers up, and does not tell what is lost. The workers are
daemons, by the way: they end with their parent, and may not have children of their own. Those of the
executor are not.
"""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"pool": in_pool, "executor": in_executor}
    lost, behind, refused, again = ways[state.variant](state.x, state.wait_ms / 1000, trace)
    return {"lost": lost, "behind": behind, "refused": refused, "again": again}


# Two jobs for one worker, and the first one takes the worker with it.
def in_pool(x, patience, trace):
    lost = None
    with processes.Pool(1) as pool:
        doomed = pool.apply_async(die, (trace,))
        behind = pool.apply_async(square, (x, "the job behind", trace))
        trace.open_gate("both are handed over")
        # A new worker has done the second job: nobody can be at work on the first one any more.
        second = behind.get()
        try:
            doomed.get(timeout=patience)
        except multiprocessing.TimeoutError:
            lost = "deadlock"
        return lost, second, None, pool.apply(square, (x, "a new job", trace))


def in_executor(x, patience, trace):
    lost = second = refused = None
    with ProcessPoolExecutor(1, processes) as pool:
        # [step: hand two jobs over]
        doomed = pool.submit(die, trace)
        behind = pool.submit(square, x, "the job behind", trace)
        trace.open_gate("both are handed over")
        # [step: ask for the results]
        try:
            doomed.result()
        except BrokenProcessPool:
            lost = "broken-pool"
        with suppress(BrokenProcessPool):
            second = behind.result()
        # [step: hand one more over]
        try:
            pool.submit(square, x, "one more", trace)
        except BrokenProcessPool:
            refused = "broken-pool"
    # [step: start anew]
    with ProcessPoolExecutor(1, processes) as pool:
        return lost, second, refused, pool.submit(square, x, "a new job", trace).result()


# [step: the doomed job]
def die(trace):
    trace.wait_gate("both are handed over")
    trace.event("at work", item="the doomed job")
    # SIGKILL cannot be caught: no `except` and no `finally` runs.
    os.kill(os.getpid(), signal.SIGKILL)


# [step: an ordinary job]
def square(x, name, trace):
    trace.event("at work", item=name)
    return x * x


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
