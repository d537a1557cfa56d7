"""Cleans up after the work instead of in a finally block: a cancellation never comes that far."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    reply, log = asyncio.Event(), []
    error, by = None, None
    try:
        async with asyncio.timeout(state.limit_ms / 1000):
            await work("late", reply, log, trace)
    except TimeoutError:
        error, by = "timeout", "limit"
    trace.event("told", item="late")
    told = {"in_time": "ok", "result": None, "error": error, "by": by}
    return told | {"stopped": "cleaned up" in log, "saved": "saved" in log}


async def work(item, reply, log, trace):
    trace.event("started", item=item)
    await reply.wait()
    log.append("saved")
    trace.event("saved", item=item)
    log.append("cleaned up")
    trace.event("cleaned-up", item=item)
    return "ok"
