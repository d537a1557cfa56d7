"""Takes `terminate` for `close`: the worker is ended in the midst of its job, and the others are dropped."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, wait

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"pool": in_pool, "executor": in_executor}
    return ways[state.variant](state.jobs, state.wait_ms / 1000, trace)


def in_pool(jobs, patience, trace):
    early = limited = late = None
    with processes.Pool(1) as pool:
        results = [pool.apply_async(square, (number, trace)) for number in range(jobs)]
        try:
            pool.join()
        except ValueError:
            early = "invalid-state"
        pool.terminate()
        trace.event("closed")
        try:
            pool.apply_async(square, (jobs, trace))
        except ValueError:
            late = "closed"
        try:
            pool.join(patience)
        except TypeError:
            limited = "no-such-argument"
        trace.open_gate("the first job may end")
        pool.join()
    return outcome(early, limited, late, [result.get() for result in results if result.ready()])


def in_executor(jobs, patience, trace):
    late = None
    pool = ProcessPoolExecutor(1, mp_context=processes)
    futures = [pool.submit(square, number, trace) for number in range(jobs)]
    early = "timeout" if wait(futures, patience).not_done else None
    trace.open_gate("the first job may end")
    pool.shutdown()
    trace.event("closed")
    try:
        pool.submit(square, jobs, trace)
    except RuntimeError:
        late = "closed"
    return outcome(early, None, late, [future.result() for future in futures])


def outcome(early, limited, late, finished):
    answer = {"join_before_close": early, "join_with_timeout": limited}
    return answer | {"submit_after_close": late, "finished": finished}


def square(number, trace):
    trace.wait_gate("the first job may end")
    trace.event("done", item=number)
    return number * number
