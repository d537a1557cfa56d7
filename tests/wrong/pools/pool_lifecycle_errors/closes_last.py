"""Closes the pool only right before it joins it, when the late job has long been accepted."""

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
        try:
            pool.apply_async(square, (state.jobs, trace))
        except ValueError:
            late = "closed"
        pool.close()
        trace.event("closed")
        try:
            pool.join(state.wait_ms / 1000)
        except TypeError:
            limited = "no-such-argument"
        trace.open_gate("the first job may end")
        pool.join()
    answer = {"join_before_close": early, "join_with_timeout": limited}
    return answer | {"submit_after_close": late, "finished": [result.get() for result in results]}


def square(number, trace):
    trace.wait_gate("the first job may end")
    trace.event("done", item=number)
    return number * number
