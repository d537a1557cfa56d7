"""A job does not end before its waiter has given up: what was the waiter told, and what became of the job?"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import result_timeout as example

from compare.props.pools import category, outcome_of, outcome_of_async, started

GATE = "the job may end"


class Square:
    """The job; it is pickled on its way to a worker."""

    def __init__(self, watch):
        self.watch = watch

    def __call__(self, number):
        with self.watch.span("job"):
            self.watch.wait_gate(GATE)
            self.watch.event("done")
            return number * number


def square_async(watch):
    async def square(number):
        with watch.span("job"):
            try:
                await watch.wait_gate_async(GATE)
            except asyncio.CancelledError:
                watch.event("cancelled")
                raise
            watch.event("done")
            return number * number

    return square


class Waiter:
    """Is told that time is up, and then lets the job end."""

    def __init__(self, watch):
        self.watch, self.short, self.is_builtin = watch, None, None
        self.waits = watch.span("wait", item="for the result")
        self.waits.__enter__()

    def on_timeout(self, error):
        self.short = "timeout" if error is None else category(error)
        self.is_builtin = None if error is None else isinstance(error, TimeoutError)
        self.waits.__exit__()
        self.watch.event("gave up")
        self.watch.open_gate(GATE)


def prepare(parameters):
    if parameters.variant == "pool":
        parameters.pool = started(multiprocessing.get_context("spawn").Pool(1))
    elif parameters.variant == "executor":
        parameters.pool = ThreadPoolExecutor(1)
    return parameters


async def run(state, watch):
    waiter, limit = Waiter(watch), state.wait_ms / 1000
    if state.variant in ("pool", "executor"):
        function = example.in_pool if state.variant == "pool" else example.in_executor
        given = (state.x, Square(watch), limit, waiter.on_timeout, state.pool)
        told = await asyncio.to_thread(outcome_of, lambda: function(*given))
    else:
        function = example.awaited if state.variant == "await" else example.shielded
        told = await outcome_of_async(function(state.x, square_async(watch), limit, waiter.on_timeout))
    watch.open_gate(GATE)
    await asyncio.to_thread(end, state)
    return {"short": waiter.short, "is_builtin": waiter.is_builtin, "later": told.value, "error": told.error}


def end(state):
    """A job that still runs is done within the trial."""
    if state.variant == "pool":
        state.pool.close()
        state.pool.join()
    elif state.variant == "executor":
        state.pool.shutdown()
