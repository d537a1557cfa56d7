"""Joins each thread right after its start: one job after the other, on threads."""

import time
from threading import Thread


def prepare(parameters):
    return parameters


async def run(state, trace):
    done, jobs = [], range(len(state.waits_ms))

    def job(number):
        with trace.span("job", item=number):
            trace.rendezvous("all at work", len(jobs))
            time.sleep(state.waits_ms[number] / 1000)
            done.append(number)
            trace.event("done", item=number)

    for number in jobs:
        thread = Thread(target=job, args=(number,))
        thread.start()
        thread.join()
    trace.event("told")
    return {"done": sorted(done), "late": [], "error": None, "failed": []}
