"""Waits for a job's result with a limit that is too short, and then asks for the result again.

The limit ends the waiting; the job knows nothing of it and goes on. `ApplyResult.get` of a pool raises
`multiprocessing.TimeoutError`, which is not the built-in `TimeoutError`; a future's `result` raises the
built-in one since Python 3.11. `asyncio.wait_for` is different: it cancels what it waits for.

The source material lets a job sleep for a second and waits a second for it. Which of the two is over first
is luck. Here the job does not end before the waiter has given up.
"""

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


async def run(state, trace):
    given = (state.x, state.wait_ms / 1000, trace)
    match state.variant:
        case "pool":
            # Code that blocks gets a thread of its own, so that the event loop stays free.
            short, is_builtin, later = await asyncio.to_thread(from_pool, *given)
        case "executor":
            short, is_builtin, later = await asyncio.to_thread(from_executor, *given)
        case "await":
            short, is_builtin, later = await from_task(*given)
    return {"short": short, "is_builtin": is_builtin, "later": later}


def from_pool(x, patience, trace):
    short = is_builtin = None
    with processes.Pool(1) as pool:
        # [step: start the job]
        result = pool.apply_async(square, (x, trace))
        # [step: wait too short a time]
        try:
            result.get(timeout=patience)
        except multiprocessing.TimeoutError as error:
            short, is_builtin = "timeout", isinstance(error, TimeoutError)
        trace.event("gave up")
        # [step: ask again]
        trace.open_gate("the job may end")
        return short, is_builtin, result.get()


# A pool of threads; the futures of ProcessPoolExecutor are of the same kind.
def from_executor(x, patience, trace):
    short = is_builtin = None
    with ThreadPoolExecutor(1) as pool:
        # [step: start the job]
        future = pool.submit(square, x, trace)
        # [step: wait too short a time]
        try:
            future.result(timeout=patience)
        except TimeoutError:
            short, is_builtin = "timeout", True
        trace.event("gave up")
        # [step: ask again]
        trace.open_gate("the job may end")
        return short, is_builtin, future.result()


async def from_task(x, patience, trace):
    short = is_builtin = None
    # [step: start the job]
    task = asyncio.create_task(square_async(x, trace))
    # [step: wait too short a time]
    try:
        await asyncio.wait_for(task, patience)
    except TimeoutError:
        short, is_builtin = "timeout", True
    trace.event("gave up")
    # [step: ask again]
    # There is nothing to ask any more. wait_for(asyncio.shield(task), …) would have left it alone.
    trace.open_gate("the job may end")
    return short, is_builtin, None if task.cancelled() else await task


# [step: the job]
def square(x, trace):
    trace.wait_gate("the job may end")
    trace.event("done")
    return x * x


async def square_async(x, trace):
    try:
        await trace.wait_gate_async("the job may end")
    except asyncio.CancelledError:
        trace.event("cancelled")
        raise
    trace.event("done")
    return x * x


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
