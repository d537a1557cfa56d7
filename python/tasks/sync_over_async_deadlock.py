"""Waits for async work in a blocking way, on the very thread that the work needs.

The work goes on only when its loop turns. Whoever blocks the loop's thread until the work is done waits for
ever: each waits for the other. Here the wait has a limit, so that it can be seen, and when the thread is
free again the work ends at once. Blocking is harmless on any other thread, and `await` needs no blocking at
all. `asyncio.run` inside a running loop would be the same mistake, and is refused with a RuntimeError.
Older code called `loop.run_until_complete` from everywhere, and got round the refusal with packages that
nest loops.
"""

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
            result = await asyncio.to_thread(block, job, AMPLE_S, trace)
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


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
