"""Writes `map` for `pool.map`: the same numbers, squared one after the other in the parent."""

import multiprocessing
from functools import partial

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    job = partial(square, last=state.n - 1, trace=trace)
    with processes.Pool(state.workers):
        squares = list(map(job, range(state.n)))
    trace.event("first result")
    return {"squares": squares, "error": None, "after_error": None}


def square(number, last, trace):
    with trace.span("square", item=number):
        if number in (0, last):
            trace.rendezvous("two squaring", 2)
        trace.event("squared", item=number)
        return number * number
