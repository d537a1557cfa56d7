"""The source's own fault: a timeout comes back as the text "false", like an answer."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    reply, log = asyncio.Event(), []
    result = await limited(work("late", reply, log, trace), state.limit_ms / 1000)
    trace.event("told", item="late")
    told = {"in_time": "ok", "result": result, "error": None, "by": "limit"}
    return told | {"stopped": "cleaned up" in log, "saved": "saved" in log}


async def limited(working, limit_s):
    try:
        async with asyncio.timeout(limit_s):
            return await working
    except TimeoutError:
        return "false"


async def work(item, reply, log, trace):
    trace.event("started", item=item)
    try:
        await reply.wait()
        log.append("saved")
        trace.event("saved", item=item)
        return "ok"
    finally:
        log.append("cleaned up")
        trace.event("cleaned-up", item=item)
