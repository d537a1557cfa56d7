"""Writes `map` for `pool.map`: the same numbers, squared one after the other in the parent."""

import multiprocessing
from functools import partial

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


def whole(pool, job, count, trace):
    squares = list(map(job, range(count)))
    trace.event("first result")
    return {"squares": squares, "error": None, "after_error": None}


def streamed(pool, job, count, trace):
    iterator = pool.imap(job, range(count))
    squares = [next(iterator)]
    trace.event("first result")
    trace.open_gate("the first result is used")
    squares.extend(iterator)
    return {"squares": squares, "error": None, "after_error": None}


def with_error(pool, job, count):
    iterator = pool.imap(job, range(count))
    error = None
    while error is None:
        try:
            next(iterator)
        except Refused:
            error = "user"
    return {"squares": None, "error": error, "after_error": list(iterator)}


def square(number, last, variant, trace):
    with trace.span("square", item=number):
        if variant == "error" and number == 1:
            raise Refused(number)
        if variant == "map" and number in (0, last):
            trace.rendezvous("two squaring", 2)
        if variant == "imap" and number == last:
            trace.wait_gate("the first result is used")
        trace.event("squared", item=number)
        return number * number
