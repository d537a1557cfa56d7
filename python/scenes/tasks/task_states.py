"""A task is looked at when it was made, when it is at work, and when it has ended; it may be cancelled early or late.

The pool's one thread is held, so that a job has to queue. A job is held until it was looked at; what it did is noted.
"""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait

import task_states as example

from compare.props.rest import at_rest
from compare.props.told import category

LIMIT_S = 2  # met by every right text


def prepare(parameters):
    return parameters


async def run(state, watch):
    try:
        looks = queued(state, watch) if state.variant == "queued" else await coroutine(state, watch)
    except (Exception, asyncio.CancelledError) as error:
        return {"states": None, "error": category(error)}
    return {"states": looks, "error": None}


def queued(state, watch):
    free, begun, go = threading.Event(), threading.Event(), threading.Event()

    def job():
        with watch.span("job"):
            begun.set()
            go.wait(LIMIT_S)
            end(state, watch)

    with ThreadPoolExecutor(1) as pool:
        try:
            pool.submit(free.wait, LIMIT_S)
            task = example.queued(pool, job)
            looks = [example.state_of(task)]
            if state.ending == "cancelled-early":
                task.cancel()
            free.set()
            if state.ending != "cancelled-early":
                begun.wait(LIMIT_S)
                looks.append(example.state_of(task))
            if state.ending == "cancelled-late":
                task.cancel()
                watch.event("asked to stop")
            go.set()
            if isinstance(task, Future):
                wait([task], LIMIT_S)
            return [*looks, example.state_of(task)]
        finally:
            free.set()
            go.set()


async def coroutine(state, watch):
    go = asyncio.Event()

    async def job():
        with watch.span("job"):
            await go.wait()
            end(state, watch)

    task = example.coroutine(job)
    looks = [example.state_of(task)]
    if state.ending == "cancelled-early":
        task.cancel()
    await at_rest()
    if state.ending != "cancelled-early":
        looks.append(example.state_of(task))
    if state.ending == "cancelled-late":
        task.cancel()
        watch.event("asked to stop")
        await at_rest()
    go.set()
    await asyncio.wait([task], timeout=LIMIT_S)
    await at_rest()
    return [*looks, example.state_of(task)]


def end(state, watch):
    watch.event("went through")
    if state.ending == "error":
        raise ValueError("refused")
