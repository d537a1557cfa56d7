"""Gives the work to a thread, and then waits for the future's result on the loop."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    pool = None
    if parameters.variant == "process":
        pool = ProcessPoolExecutor(1, mp_context=processes)
        pool.submit(int).result()
    return SimpleNamespace(**vars(parameters), pool=pool)


async def run(state, trace):
    heart = Heart(state.beat_ms, trace)
    beating = asyncio.create_task(heart.beat())
    await heart.alive.wait()
    heart.working = True
    match state.variant:
        case "inline":
            total = add(state.n, False, trace)
        case "thread":
            with ThreadPoolExecutor(1) as pool:
                total = pool.submit(add, state.n, True, trace).result()
        case "process":
            loop = asyncio.get_running_loop()
            total = await loop.run_in_executor(state.pool, add, state.n, True, trace)
    heart.working = False
    beating.cancel()
    await asyncio.wait([beating])
    return {"sum": total, "beats": heart.beats}


def cleanup(state):
    if state.pool is not None:
        state.pool.shutdown()


def add(n, elsewhere, trace):
    with trace.span("work"):
        total = 0
        for number in range(n):
            total += number
        if elsewhere:
            trace.wait_gate("a beat")
        return total


class Heart:
    """Beats as long as the event loop gets on, and counts the beats during the work."""

    def __init__(self, beat_ms, trace):
        self.beat_ms, self.trace = beat_ms, trace
        self.alive, self.working, self.beats = asyncio.Event(), False, 0

    async def beat(self):
        while True:
            if self.working:
                self.beats += 1
                self.trace.event("beat during the work")
                self.trace.open_gate("a beat")
            self.alive.set()
            await asyncio.sleep(self.beat_ms / 1000)
