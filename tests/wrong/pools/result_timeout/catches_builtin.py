"""Catches the built-in `TimeoutError`, which the pool's error is not, and takes it for the job's own."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    short, is_builtin = None, False
    with processes.Pool(1) as pool:
        result = pool.apply_async(square, (state.x, trace))
        try:
            result.get(timeout=state.wait_ms / 1000)
        except TimeoutError:
            short, is_builtin = "timeout", True
        except Exception:
            short = "user"
        trace.event("gave up")
        trace.open_gate("the job may end")
        return {"short": short, "is_builtin": is_builtin, "later": result.get()}


def square(x, trace):
    trace.wait_gate("the job may end")
    trace.event("done")
    return x * x
