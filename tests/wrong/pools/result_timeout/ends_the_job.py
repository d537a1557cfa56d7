"""Takes the end of the waiting for the end of the job: it leaves the pool, and the job goes with it."""

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


async def run(state, trace):
    given = (state.x, state.wait_ms / 1000, trace)
    match state.variant:
        case "pool":
            short, is_builtin, later = await asyncio.to_thread(from_pool, *given)
        case "executor":
            short, is_builtin, later = await asyncio.to_thread(from_executor, *given)
        case "await":
            short, is_builtin, later = await from_task(*given)
    return {"short": short, "is_builtin": is_builtin, "later": later}


def from_pool(x, patience, trace):
    short = is_builtin = None
    with processes.Pool(1) as pool:
        result = pool.apply_async(square, (x, trace))
        try:
            result.get(timeout=patience)
        except multiprocessing.TimeoutError as error:
            short, is_builtin = "timeout", isinstance(error, TimeoutError)
    trace.event("gave up")
    trace.open_gate("the job may end")
    return short, is_builtin, result.get() if result.ready() else None


def from_executor(x, patience, trace):
    short = is_builtin = None
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(square, x, trace)
        try:
            future.result(timeout=patience)
        except TimeoutError:
            short, is_builtin = "timeout", True
        trace.event("gave up")
        trace.open_gate("the job may end")
        return short, is_builtin, future.result()


async def from_task(x, patience, trace):
    short = is_builtin = None
    task = asyncio.create_task(square_async(x, trace))
    try:
        await asyncio.wait_for(task, patience)
    except TimeoutError:
        short, is_builtin = "timeout", True
    trace.event("gave up")
    trace.open_gate("the job may end")
    return short, is_builtin, None if task.cancelled() else await task


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
