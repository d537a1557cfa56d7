"""Takes `terminate` for `close`: the worker is ended in the midst of its job, and the others are dropped."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    early = limited = late = None
    with processes.Pool(1) as pool:
        results = [pool.apply_async(square, (number, trace)) for number in range(state.jobs)]
        try:
            pool.join()
        except ValueError:
            early = "invalid-state"
        pool.terminate()
        trace.event("closed")
        try:
            pool.apply_async(square, (state.jobs, trace))
        except ValueError:
            late = "closed"
        try:
            pool.join(state.wait_ms / 1000)
        except TypeError:
            limited = "no-such-argument"
        trace.open_gate("the first job may end")
        pool.join()
    answer = {"join_before_close": early, "join_with_timeout": limited}
    finished = [result.get() for result in results if result.ready()]
    return answer | {"submit_after_close": late, "finished": finished}


def square(number, trace):
    trace.wait_gate("the first job may end")
    trace.event("done", item=number)
    return number * number
