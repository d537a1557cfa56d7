"""Calls run_in_executor, which leaves the context variables behind."""

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
    worked_on, seen = await asyncio.get_running_loop().run_in_executor(None, work, here, trace)
    # [step: the rest]
    trace.event("step", item="after")
    return {"worked_on": worked_on, "resumed_on": thread_since(here), "seen": seen}


# [step: work]
def work(here, trace):
    trace.event("step", item="work")
    return thread_since(here), request.get()


def thread_since(here):
    return "own thread" if get_ident() == here else "another"
