"""Maps a function over numbers in a pool of processes, and takes the results back in order.

`map` gives a list when every job is done. `imap` gives an iterator: its first results can be used while
the last jobs still run, and an error is raised where its result would have come; the iterator goes on
after it. Leaving the `with` block ends the workers at once, so take all results inside it. `map` hands
out numbers in chunks; `imap` hands them out singly. Newer code may take ProcessPoolExecutor, which also
notices when a worker dies; its `map` stops for good at the first error.
"""

import multiprocessing
import os
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
                answer = whole(pool, job, state.n, trace)
            case "imap":
                answer = streamed(pool, job, state.n, trace)
            case "error":
                answer = with_error(pool, job, state.n)
    return answer


# All at once: nobody sees a result before the last one is there.
def whole(pool, job, count, trace):
    # [step: map]
    results = pool.map(job, range(count))
    # [step: take the results]
    trace.event("first result")
    return answer_of(results)


# One by one, in the order of the input, while later jobs still run.
def streamed(pool, job, count, trace):
    # [step: map lazily]
    iterator = pool.imap(job, range(count))
    # [step: take the first result]
    results = [next(iterator)]
    trace.event("first result")
    trace.open_gate("the first result is used")
    # [step: take the others]
    results.extend(iterator)
    return answer_of(results)


def with_error(pool, job, count):
    # [step: map with an error]
    iterator = pool.imap(job, range(count))
    error = None
    # [step: take what can be had]
    while error is None:
        try:
            next(iterator)
        except Refused:
            error = "user"
    after = [result for result, _ in iterator]
    return {"squares": None, "in_parent": None, "error": error, "after_error": after}


def answer_of(results):
    squares = [result for result, _ in results]
    in_parent = any(pid == os.getpid() for _, pid in results)
    return {"squares": squares, "in_parent": in_parent, "error": None, "after_error": None}


# [step: the job]
def square(number, last, variant, trace):
    with trace.span("square", item=number):
        if variant == "error":
            if number == 1:
                raise Refused(number)
        elif variant == "imap" and number == last:
            trace.wait_gate("the first result is used")
        elif variant == "map" and number in (0, last):
            trace.rendezvous("two squaring", 2)
        trace.event("squared", item=number)
        return number * number, os.getpid()


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
