"""Starts the jobs from functions that were made in a loop: each of them sees the loop's last number."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    count = len(state.numbers)
    starts = []
    for number in state.numbers:
        starts.append(lambda: job(number, count, state, trace))  # noqa: B023  (the mistake)
    answers = await asyncio.gather(*[start() for start in starts])
    return {"answers": answers, "jobs": len(answers)}


async def job(number, parties, state, trace):
    with trace.span("job", item=number):
        await trace.rendezvous_async("all inside", parties)
        await asyncio.sleep(state.wait_ms / 1000)
        return number * number
