"""Gives the work to a thread, and then waits for the future's result on the loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


async def run(state, trace):
    heart = Heart(state.beat_ms, trace)
    beating = asyncio.create_task(heart.beat())
    await heart.alive.wait()
    heart.working = True
    with ThreadPoolExecutor(1) as pool:
        total = pool.submit(add, state.n, trace).result()
    heart.working = False
    beating.cancel()
    await asyncio.wait([beating])
    return {"sum": total, "beats": heart.beats}


def add(n, trace):
    with trace.span("work"):
        total = 0
        for number in range(n):
            total += number
        trace.wait_gate("a beat")
    return total


class Heart:
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
