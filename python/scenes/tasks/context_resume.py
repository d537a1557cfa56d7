"""A reply comes from another thread, or work is sent to one: where did the rest run, and what did it see?

The reply is given only when nobody can go on without it. What is shown is noted with its thread; whatever the text says
of threads counts for nothing. Work and rest are told which request they see by the example, which owns the variable.
"""

import asyncio
import threading

import context_resume as example

from compare.props.rest import at_rest
from compare.props.told import told


def prepare(parameters):
    return parameters


async def run(state, watch):
    loop, here = asyncio.get_running_loop(), threading.get_ident()
    reply, worked, shown, callers = loop.create_future(), [], [], []

    def where():
        return "own thread" if threading.get_ident() == here else "another"

    def work(seen):
        watch.event("step", item="work")
        worked.append((where(), seen))
        return "worked"

    def show(text, seen):
        watch.event("step", item="after")
        shown.append((where(), text, seen))

    async def caller(call):
        await call
        callers.append(example.request.get())

    if state.reply == "already":
        reply.set_result("replied")
    watch.event("step", item="before")
    if state.variant == "offload":
        with watch.span("call"):
            outcome = await told(lambda: caller(example.offload(state.request, work, show)))
    else:
        answering = asyncio.create_task(answer(loop, reply, watch))
        with watch.span("call"):
            outcome = await told(lambda: caller(example.resume(state.request, reply, show)))
        await answering
    worked_on, seen = worked[0] if len(worked) == 1 else (None, None)
    resumed_on, text, after = shown[0] if len(shown) == 1 else (None, None, None)
    if state.variant != "offload":
        seen, after = after, None
    outputs = {"worked_on": worked_on, "resumed_on": resumed_on, "text": text, "seen": seen, "after": after}
    return outputs | {"callers": callers[0] if callers else None, "error": outcome.error}


async def answer(loop, reply, watch):
    await at_rest()
    if not reply.done():
        watch.event("replied")
        thread = threading.Thread(target=loop.call_soon_threadsafe, args=(reply.set_result, "replied"))
        thread.start()
        thread.join()
