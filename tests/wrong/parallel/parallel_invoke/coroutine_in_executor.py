"""Gives an async job to threads: they make coroutines, which nobody ever runs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor, wait


def prepare(parameters):
    return parameters


async def run(state, trace):
    done, jobs = [], range(len(state.waits_ms))

    async def job(number):
        with trace.span("job", item=number):
            await trace.rendezvous_async("all at work", len(jobs))
            await asyncio.sleep(state.waits_ms[number] / 1000)
            done.append(number)
            trace.event("done", item=number)

    with ThreadPoolExecutor(len(jobs)) as pool:
        wait([pool.submit(job, number) for number in jobs])
    trace.event("told")
    return {"done": sorted(done), "late": [], "error": None, "failed": []}
