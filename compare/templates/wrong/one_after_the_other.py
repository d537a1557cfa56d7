"""Awaits each job where it is started: the jobs look as if they ran together, and follow one another."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    count = len(state.numbers)
    answers = [await asyncio.create_task(job(number, count, state, trace)) for number in state.numbers]
    return {"answers": answers, "jobs": len(answers)}


async def job(number, parties, state, trace):
    with trace.span("job", item=number):
        await trace.rendezvous_async("all inside", parties)
        await asyncio.sleep(state.wait_ms / 1000)
        return number * number
