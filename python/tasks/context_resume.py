"""Awaits something that another thread does, and sees on which thread the rest runs.

A coroutine always goes on where it was: on its loop's thread, whoever finished what it waited for. There is
no switch for that. In C# it takes a SynchronizationContext, such as a window's, to bring the rest of a
method back, and `ConfigureAwait(false)` waives it. To leave the loop for work that blocks, Python has
`asyncio.to_thread` (3.9): the work runs on another thread, what comes after it on the loop again. Context
variables go along, there and back; those of a thread (`threading.local`) would not. Older code called
`loop.run_in_executor`, which runs the work just as well, but leaves the context variables behind.
"""

import asyncio
from contextvars import ContextVar
from threading import Thread, get_ident

request = ContextVar("request", default="nobody's")


def prepare(parameters):
    return parameters


async def run(state, trace):
    request.set(state.request)
    if state.variant == "offload":
        return await offload(trace)
    return await resume(trace)


async def resume(trace):
    loop = asyncio.get_running_loop()
    reply = loop.create_future()
    # [step: wait for the reply]
    asking = asyncio.create_task(ask(reply, trace))
    # [step: reply from another thread]
    answering = Thread(target=loop.call_soon_threadsafe, args=(reply.set_result, None))
    answering.start()
    answering.join()
    return await asking


async def ask(reply, trace):
    here = get_ident()
    trace.event("step", item="before")
    await reply
    # [step: the rest]
    trace.event("step", item="after")
    return {"worked_on": None, "resumed_on": thread_since(here), "seen": request.get()}


async def offload(trace):
    here = get_ident()
    trace.event("step", item="before")
    # [step: leave the thread]
    worked_on, seen = await asyncio.to_thread(work, here, trace)
    # [step: the rest]
    trace.event("step", item="after")
    return {"worked_on": worked_on, "resumed_on": thread_since(here), "seen": seen}


# [step: work]
def work(here, trace):
    trace.event("step", item="work")
    return thread_since(here), request.get()


def thread_since(here):
    return "own thread" if get_ident() == here else "another"


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
