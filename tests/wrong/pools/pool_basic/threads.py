"""Takes the Pool of multiprocessing.dummy, whose workers are threads, for the one of multiprocessing."""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import dummy as processes
from multiprocessing.pool import ThreadPool


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"one-by-one": one_by_one, "pool": in_pool, "executor": in_executor, "default-size": default_size}
    return ways[state.variant](state, trace)


def one_by_one(state, trace):
    with processes.Pool(state.workers) as pool:
        done = [pool.apply(job, (number, 1, state.job_ms, trace)) for number in range(state.jobs)]
    trace.event("over")
    return {"done": done}


def in_pool(state, trace):
    with processes.Pool(state.workers) as pool:
        arguments = [(number, state.workers, state.job_ms, trace) for number in range(state.jobs)]
        results = [pool.apply_async(job, one) for one in arguments]
        pool.close()
        pool.join()
    trace.event("over")
    return {"done": [result.get() for result in results]}


def in_executor(state, trace):
    with ProcessPoolExecutor(state.workers, mp_context=processes) as pool:
        arguments = [(number, state.workers, state.job_ms, trace) for number in range(state.jobs)]
        futures = [pool.submit(job, *one) for one in arguments]
    trace.event("over")
    return {"done": [future.result() for future in futures]}


def default_size(state, trace):
    workers = []
    with ThreadPool(initializer=workers.append, initargs=("a worker",)) as pool:
        pool.close()
        pool.join()
    cpus = os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()
    return {"default_workers": len(workers), "cpus": cpus}


def job(number, together, pause_ms, trace):
    with trace.span("job", item=number):
        if number < together:
            trace.rendezvous("all at work", together)
        time.sleep(pause_ms / 1000)
        trace.event("done", item=number)
    return number
