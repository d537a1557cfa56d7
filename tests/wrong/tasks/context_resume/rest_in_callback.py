"""Puts the rest into a callback, which runs on the thread that finished, and knows nothing of the request."""

import asyncio
from concurrent.futures import Future
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
    reply, outputs = Future(), []
    # [step: wait for the reply]
    ask(reply, outputs, trace)
    # [step: reply from another thread]
    answering = Thread(target=reply.set_result, args=(None,))
    answering.start()
    answering.join()
    return outputs[0]


def ask(reply, outputs, trace):
    here = get_ident()
    trace.event("step", item="before")

    # [step: the rest]
    def rest(_):
        trace.event("step", item="after")
        outputs.append({"worked_on": None, "resumed_on": thread_since(here), "seen": request.get()})

    reply.add_done_callback(rest)


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
