"""The work catches its cancellation and returns a value: whoever set the limit never learns of it."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    reply, log = asyncio.Event(), []
    working = asyncio.create_task(work("late", reply, log, trace))
    result, error, by = None, None, None
    try:
        async with asyncio.timeout(state.limit_ms / 1000):
            result = await working
    except TimeoutError:
        error, by = "timeout", "limit"
    trace.event("told", item="late")
    stopped, cleaned_up = working.done(), "cleaned up" in log
    return {
        "in_time": "ok",
        "result": result,
        "error": error,
        "by": by,
        "stopped": stopped,
        "cleaned_up": cleaned_up,
        "saved": "saved" in log,
    }


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
