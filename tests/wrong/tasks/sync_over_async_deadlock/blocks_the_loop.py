"""Calls the blocking function where it should hand it to another thread."""

import asyncio
from threading import Thread

AMPLE_S = 10


def prepare(parameters):
    return parameters


async def run(state, trace):
    loop = asyncio.get_running_loop()
    reply = loop.create_future()
    # [step: start the work]
    job = asyncio.run_coroutine_threadsafe(work(reply, trace), loop)
    # [step: reply from another thread]
    answering = Thread(target=loop.call_soon_threadsafe, args=(reply.set_result, state.answer))
    answering.start()
    answering.join()
    trace.event("replied")
    # [step: wait for the work]
    result, error = None, None
    try:
        if state.variant == "awaited":
            trace.event("step", item="waits")
            result = await asyncio.wrap_future(job)
        elif state.variant == "outside":
            result = block(job, state.wait_ms / 1000, trace)
        else:
            # The reply is there. All that the work needs is this thread. Real code would set no limit.
            result = block(job, state.wait_ms / 1000, trace)
    except TimeoutError:
        error = "deadlock"
        trace.event("step", item="gave up")
    # [step: free the thread]
    return {"result": result, "error": error, "afterwards": await asyncio.wrap_future(job)}


def block(job, limit_s, trace):
    trace.event("step", item="waits")
    return job.result(limit_s)


# [step: work]
async def work(reply, trace):
    answer = await reply
    trace.event("step", item="resumed")
    return answer
