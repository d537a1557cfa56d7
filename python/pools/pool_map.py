"""Maps a function over numbers in a pool of processes, and takes the results back in order.

`map` gives a list when every job is done. `imap` gives an iterator: its first results can be used while
the last jobs still run, and an error is raised where its result would have come; the iterator goes on
after it. Both keep the order of the input. The function and its arguments are pickled on their way to a
worker, so the function has to be one that a fresh process can import. Leaving the `with` block ends the
workers at once: take all results inside it. ProcessPoolExecutor, the newer way, also notices when a
worker dies; its `map` is over at the first error.
"""

import multiprocessing
from functools import partial

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The job's own error; its text is the number."""


def prepare(parameters):
    return parameters


def run(state, trace):
    job = partial(square, last=state.n - 1, variant=state.variant, trace=trace)
    with processes.Pool(state.workers) as pool:
        match state.variant:
            case "map":
                return whole(pool, job, state.n, trace)
            case "imap":
                return streamed(pool, job, state.n, trace)
            case "error":
                return with_error(pool, job, state.n)


# All at once: nobody sees a result before the last one is there.
def whole(pool, job, count, trace):
    # [step: map]
    squares = pool.map(job, range(count))
    # [step: take the results]
    trace.event("first result")
    return {"squares": squares, "error": None, "after_error": None}


# One by one, in the order of the input, while later jobs still run.
def streamed(pool, job, count, trace):
    # [step: map lazily]
    iterator = pool.imap(job, range(count))
    # [step: take the first result]
    squares = [next(iterator)]
    trace.event("first result")
    trace.open_gate("the first result is used")
    # [step: take the others]
    squares.extend(iterator)
    return {"squares": squares, "error": None, "after_error": None}


# Each result is asked for by itself, so an error costs one result and no more.
def with_error(pool, job, count):
    # [step: map with an error]
    iterator = pool.imap(job, range(count))
    error = None
    # [step: meet the error]
    while error is None:
        try:
            next(iterator)
        except Refused:
            error = "user"
    # [step: take what can still be had]
    return {"squares": None, "error": error, "after_error": list(iterator)}


# [step: the job]
def square(number, last, variant, trace):
    with trace.span("square", item=number):
        if variant == "error" and number == 1:
            raise Refused(number)
        # The first and the last number meet here, which takes two workers.
        if variant == "map" and number in (0, last):
            trace.rendezvous("two squaring", 2)
        # The last number is in no hurry until somebody uses the first result.
        if variant == "imap" and number == last:
            trace.wait_gate("the first result is used")
        trace.event("squared", item=number)
        return number * number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
