"""Gives work a limit of time, and sees whether the work stops or only the waiting.

A limit cancels the work: at its next `await` a CancelledError comes out, clean-up runs, and whoever set the
limit gets a TimeoutError. Work that awaits nothing cannot be stopped. Older code used `asyncio.wait_for`,
which in Python does the same as `asyncio.timeout` (3.11) does; its twin in C# only stops waiting. The
source material returns the text "false" on a timeout, which a caller may take for an answer.
"""

import asyncio
import time

AMPLE_S = 10


def prepare(parameters):
    return parameters


async def run(state, trace):
    # [step: in time]
    reply = asyncio.Event()
    reply.set()
    async with asyncio.timeout(AMPLE_S):
        in_time = await work("in time", reply, 0, [], trace)
    trace.event("told", item="in time")

    # [step: too late]
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

    # [step: the reply comes after all]
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
    # When time is up, the coroutine in this block is cancelled, and its end is waited for.
    async with asyncio.timeout(limit_s):
        return await late


# [step: work]
async def work(item, reply, blocked_ms, log, trace):
    trace.event("started", item=item)
    try:
        if blocked_ms:
            time.sleep(blocked_ms / 1000)  # looks at nothing, and holds up the whole loop
        else:
            await reply.wait()
        # What nobody wants any more once they were told that time is up.
        log.append("saved")
        trace.event("saved", item=item)
        return "ok"
    finally:
        log.append("cleaned up")
        trace.event("cleaned-up", item=item)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
