"""Gives a pool more jobs than it has workers, and waits until all of them are done.

`apply_async` hands a job over and goes on; the job is done when a worker has time. `close` says that no
more jobs come, and `join` then waits until the last one is done and the workers have ended. `apply` waits
for each result, which leaves all workers but one idle: do without it where you can. Leaving the `with`
block does not wait, it ends the workers in the middle of their work.

Older code writes `Pool` throughout. `ProcessPoolExecutor` is newer: it has futures, its `with` block does
wait, and it notices when a worker dies.
"""

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.pool import ThreadPool

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"one-by-one": one_by_one, "pool": in_pool, "executor": in_executor, "default-size": default_size}
    return ways[state.variant](state, trace)


# Two workers, and still only one at work: the next job is not handed over before this one is done.
def one_by_one(state, trace):
    with processes.Pool(state.workers) as pool:
        # [step: one after the other]
        done = [pool.apply(job, (number, 1, state.job_ms, trace)) for number in range(state.jobs)]
    trace.event("over")
    return {"done": done}


def in_pool(state, trace):
    with processes.Pool(state.workers) as pool:
        # [step: hand the jobs over]
        arguments = [(number, state.workers, state.job_ms, trace) for number in range(state.jobs)]
        results = [pool.apply_async(job, one) for one in arguments]
        # [step: wait for all]
        pool.close()
        pool.join()
    trace.event("over")
    return {"done": [result.get() for result in results]}


def in_executor(state, trace):
    with ProcessPoolExecutor(state.workers, mp_context=processes) as pool:
        # [step: hand the jobs over]
        arguments = [(number, state.workers, state.job_ms, trace) for number in range(state.jobs)]
        futures = [pool.submit(job, *one) for one in arguments]
        # [step: wait for all]
    trace.event("over")
    return {"done": [future.result() for future in futures]}


# Each worker runs the initializer once, before its first job. A pool of threads counts as one of processes.
def default_size(state, trace):
    # [step: count the workers]
    workers = []
    with ThreadPool(initializer=workers.append, initargs=("a worker",)) as pool:
        pool.close()
        pool.join()
    # [step: count the CPUs]
    # The machine's, till Python 3.12; since 3.13 only those that this process may use.
    cpus = os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()
    return {"default_workers": len(workers), "cpus": cpus}


# [step: the job]
def job(number, together, pause_ms, trace):
    with trace.span("job", item=number):
        # The first jobs wait for one another: each of them takes a worker.
        if number < together:
            trace.rendezvous("all at work", together)
        time.sleep(pause_ms / 1000)
        trace.event("done", item=number)
    return number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
