"""The work catches its cancellation and returns a value: whoever set the limit never learns of it."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    reply, log = asyncio.Event(), []
    result, error, by = None, None, None
    try:
        async with asyncio.timeout(state.limit_ms / 1000):
            result = await work("late", reply, log, trace)
    except TimeoutError:
        error, by = "timeout", "limit"
    trace.event("told", item="late")
    told = {"in_time": "ok", "result": result, "error": error, "by": by}
    return told | {"stopped": "cleaned up" in log, "saved": "saved" in log}


async def work(item, reply, log, trace):
    trace.event("started", item=item)
    try:
        await reply.wait()
        log.append("saved")
        trace.event("saved", item=item)
        return "ok"
    except asyncio.CancelledError:
        return "stopped"
    finally:
        log.append("cleaned up")
        trace.event("cleaned-up", item=item)
