"""A heart beats on the event loop while a job computes: did it beat before the work was done?

Elsewhere the job does not end before the heart has beaten, which the loop can let it do at once. On the loop itself
it waits for nothing. A program that never ends is given up.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import cpu_offload as example

from compare.props.pools import CallOutcome, outcome_of_async

RESCUE_S = 4  # who has not ended by then never does


class Job:
    """The example's own computing, watched; it is pickled on its way to a process."""

    def __init__(self, state, watch):
        self.watch, self.elsewhere = watch, state.variant != "inline"

    def __call__(self, n):
        with self.watch.span("work"):
            self.watch.event("place", item="work")
            total = example.add(n)
            if self.elsewhere:
                self.watch.wait_gate("a beat")
            self.watch.event("work done")
            return total


class Heart:
    """Beats as long as the event loop gets on, and counts the beats during the work."""

    def __init__(self, beat_ms, watch):
        self.beat_ms, self.watch = beat_ms, watch
        self.alive, self.working, self.beats = asyncio.Event(), False, 0

    async def beat(self):
        while True:
            if self.working:
                self.beats += 1
                self.watch.event("beat during the work")
                self.watch.open_gate("a beat")
            self.alive.set()
            await asyncio.sleep(self.beat_ms / 1000)


def prepare(parameters):
    parameters.pool = None
    if parameters.variant == "process":
        parameters.pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        parameters.pool.submit(int).result()  # it is there before the clock starts
    return parameters


def cleanup(state):
    if state.pool:
        state.pool.shutdown(cancel_futures=True)


async def run(state, watch):
    given = (state.pool,) if state.variant == "process" else ()
    function = getattr(example, state.variant)
    if not watch.observed:
        told = await outcome_of_async(function(example.add, state.n, *given))
        return {"sum": told.value, "beats": None, "error": told.error}
    heart = Heart(state.beat_ms, watch)
    beating = asyncio.create_task(heart.beat())
    await heart.alive.wait()
    watch.event("place", item="loop")

    async def compute():
        heart.working = True
        told = await outcome_of_async(function(Job(state, watch), state.n, *given))
        heart.working = False
        return told

    task = asyncio.create_task(compute())
    await asyncio.wait([task], timeout=RESCUE_S)
    told = task.result() if task.done() else CallOutcome(error="deadlock")
    task.cancel()
    beating.cancel()
    await asyncio.wait([task, beating])
    return {"sum": told.value, "beats": heart.beats, "error": told.error}
