"""One queue for both directions, as the source material has it: the child takes its own message."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    messages = asyncio.Queue()

    async def ask():
        trace.event("step", item="child asks")
        await messages.put(state.question)
        heard = await messages.get()
        trace.event("step", item="child has the answer")
        trace.open_gate("the child has read")
        return heard

    child = asyncio.create_task(ask())
    await trace.wait_gate_async("the child has read")
    parent_got = None if messages.empty() else messages.get_nowait()  # the source waits for ever
    await messages.put(state.answer)
    return {"parent_got": parent_got, "child_got": await child}
