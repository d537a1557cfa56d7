"""Work that catches its cancellation and returns: who set the limit takes it for done in time."""

import asyncio
import time

AMPLE_S = 10


def prepare(parameters):
    return parameters


async def run(state, trace):
    reply = asyncio.Event()
    reply.set()
    async with asyncio.timeout(AMPLE_S):
        in_time = await work("in time", reply, 0, [], trace)
    trace.event("told", item="in time")

    reply, log = asyncio.Event(), []
    blocked_ms = 2 * state.limit_ms if state.variant == "blocking" else 0
    late = work("late", reply, blocked_ms, log, trace)
    result = error = by = None
    try:
        result = await limited(late, state.variant, state.limit_ms / 1000)
    except TimeoutError:
        error, by = "timeout", "limit"
    except asyncio.CancelledError:
        error, by = "cancelled", "caller"
    trace.event("told", item="late")
    stopped = "cleaned up" in log

    reply.set()
    await asyncio.sleep(0)  # if the work still waited, it would go on now
    told = {"in_time": in_time, "result": result, "error": error, "by": by}
    return told | {"stopped": stopped, "saved": "saved" in log}


async def limited(late, variant, limit_s):
    if variant == "cancel":
        working = asyncio.create_task(late)
        await asyncio.sleep(0)  # a task starts at the next turn of the loop
        working.cancel()
        return await working
    if variant == "wait-for":
        return await asyncio.wait_for(late, limit_s)
    async with asyncio.timeout(limit_s):
        return await late


async def work(item, reply, blocked_ms, log, trace):
    trace.event("started", item=item)
    try:
        if blocked_ms:
            time.sleep(blocked_ms / 1000)  # looks at nothing, and holds up the whole loop
        else:
            await reply.wait()
        log.append("saved")
        trace.event("saved", item=item)
        return "ok"
    except asyncio.CancelledError:
        return "stopped"
    finally:
        log.append("cleaned up")
        trace.event("cleaned-up", item=item)
