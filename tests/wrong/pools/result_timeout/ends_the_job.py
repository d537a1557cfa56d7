"""Takes the end of the waiting for the end of the job: it leaves the pool, and the job goes with it."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    short = is_builtin = later = None
    with processes.Pool(1) as pool:
        result = pool.apply_async(square, (state.x, trace))
        try:
            result.get(timeout=state.wait_ms / 1000)
        except multiprocessing.TimeoutError as error:
            short, is_builtin = "timeout", isinstance(error, TimeoutError)
    trace.event("gave up")
    trace.open_gate("the job may end")
    if result.ready():
        later = result.get()
    return {"short": short, "is_builtin": is_builtin, "later": later}


def square(x, trace):
    trace.wait_gate("the job may end")
    trace.event("done")
    return x * x
