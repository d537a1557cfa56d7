"""Computes in the middle of asynchronous code: on the event loop, in a thread, and in a process.

An event loop does one thing at a time. While a coroutine computes, nothing else happens: no timer fires, no
request is answered. `async` and `await` alone do not change that; the work has to go elsewhere, and be
awaited. `to_thread` is enough to keep the loop alive, since a Python with a global lock takes the lock away
from a thread that computes, every 5 ms. But the two then share one core, and a long call into C that keeps
the lock stops the loop all the same. A process has a core and a lock of its own. Older code calls
`run_in_executor` for threads too.
"""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")


# A process that is started for one computation costs more than it saves: it is there before the clock starts.
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
    # [step: compute]
    heart.working = True
    match state.variant:
        case "inline":
            total = add(state.n, False, trace)
        case "thread":
            total = await asyncio.to_thread(add, state.n, True, trace)
        case "process":
            loop = asyncio.get_running_loop()
            total = await loop.run_in_executor(state.pool, add, state.n, True, trace)
    heart.working = False
    # [step: stop the heart]
    beating.cancel()
    await asyncio.wait([beating])
    return {"sum": total, "beats": heart.beats}


def cleanup(state):
    if state.pool is not None:
        state.pool.shutdown()


# Plain computing, which knows nothing of the loop. Elsewhere, it does not end before the heart has beaten.
# [step: add]
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

    # [step: beat]
    async def beat(self):
        while True:
            if self.working:
                self.beats += 1
                self.trace.event("beat during the work")
                self.trace.open_gate("a beat")
            self.alive.set()
            await asyncio.sleep(self.beat_ms / 1000)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
