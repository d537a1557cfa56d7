"""Lets the loop turn once before it cancels, so the coroutine has begun already."""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait


class Refused(Exception):
    """The job's own error."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    if state.variant == "queued":
        states = queued(state.ending, trace)
    else:
        states = await coroutine(state.ending, trace)
    return {"states": states}


# Pools belong to code without a loop: this waits by blocking.
def queued(ending, trace):
    free, begun, go, looks = threading.Event(), threading.Event(), threading.Event(), []
    with ThreadPoolExecutor(1) as pool:
        # [step: make it]
        pool.submit(free.wait)  # the pool's one thread is taken, so the task has to queue
        task = pool.submit(job, begun, go, ending, trace)
        looks.append(look(task))
        if ending == "cancelled-early":
            task.cancel()
        free.set()
        # [step: see it at work]
        if ending != "cancelled-early":
            begun.wait()
            looks.append(look(task))
        if ending == "cancelled-late":
            task.cancel()
            trace.event("asked to stop")
        go.set()
        # [step: see its end]
        wait([task])
    return [*looks, look(task)]


async def coroutine(ending, trace):
    begun, go, looks = asyncio.Event(), asyncio.Event(), []
    # [step: make it]
    task = asyncio.create_task(job_async(begun, go, ending, trace))
    looks.append(look(task))
    if ending == "cancelled-early":
        await asyncio.sleep(0)
        task.cancel()
    # [step: see it at work]
    if ending != "cancelled-early":
        await begun.wait()
        looks.append(look(task))
    if ending == "cancelled-late":
        task.cancel()
        trace.event("asked to stop")
    go.set()
    # [step: see its end]
    await asyncio.wait([task])
    return [*looks, look(task)]


# [step: the jobs]
def job(begun, go, ending, trace):
    with trace.span("job"):
        begun.set()
        go.wait()
        trace.event("went through")
        if ending == "error":
            raise Refused


async def job_async(begun, go, ending, trace):
    with trace.span("job"):
        begun.set()
        await go.wait()
        trace.event("went through")
        if ending == "error":
            raise Refused


# [step: look]
def look(task):
    # A cancelled task is done as well, and so is one that failed: "done" alone is no good news.
    if task.cancelled():
        return "cancelled"
    if task.done():
        return "failed" if task.exception() else "succeeded"
    # Only a pool's future can be asked this. A coroutine is pending, whatever it may be doing.
    is_running = isinstance(task, Future) and task.running()
    return "running" if is_running else "pending"
