"""Makes a task of the computation, which runs on the loop as everything does there."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    heart = Heart(state.beat_ms, trace)
    beating = asyncio.create_task(heart.beat())
    await heart.alive.wait()
    total = await asyncio.create_task(add(state.n, heart, trace))
    beating.cancel()
    await asyncio.wait([beating])
    return {"sum": total, "beats": heart.beats}


async def add(n, heart, trace):
    heart.working = True
    with trace.span("work"):
        total = 0
        for number in range(n):
            total += number
        trace.wait_gate("a beat")
    heart.working = False
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
