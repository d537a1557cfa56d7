"""Lets only so many jobs run at once, or only so many begin in a period.

A semaphore is a number of permits. Whoever finds none waits, and costs no thread meanwhile. `async with`
gives the permit back whatever happens inside. A plain `Semaphore` takes back more than it gave out, and the
limit grows without a word; a `BoundedSemaphore` raises. Older code started a fixed number of workers that
took their jobs from a queue, which limits as well.

A token bucket limits something else: how many begin in a period, however long they take. Python has none in
its library, so it is written here, in a few lines. Its clock is put forward by hand: nobody has to wait.
"""

import asyncio


class Bucket:
    """So many tokens a period; each job takes one."""

    def __init__(self, tokens):
        self.limit = self.tokens = tokens

    def take(self):
        if self.tokens == 0:
            return False
        self.tokens -= 1
        return True

    def refill(self):
        self.tokens = self.limit


def prepare(parameters):
    return parameters


async def run(state, trace):
    match state.variant:
        case "unlimited":
            return await with_permits(state.jobs, state, trace)
        case "limit":
            return await with_permits(state.limit, state, trace)
        case "rate":
            return with_tokens(state, trace)


# [step: limit how many are inside]
async def with_permits(limit, state, trace):
    permits, done = asyncio.BoundedSemaphore(limit), []

    # [step: the job]
    async def job(number):
        async with permits:
            with trace.span("job", item=number):
                # The first ones wait for one another: so many are inside at once.
                if number < limit:
                    await trace.rendezvous_async("as many as may", limit)
                await asyncio.sleep(state.job_ms / 1000)
                done.append(number)

    # [step: start all jobs]
    async with asyncio.TaskGroup() as tasks:
        for number in range(state.jobs):
            tasks.create_task(job(number))
    # [step: give back too much]
    error = None
    try:
        permits.release()
    except ValueError:
        error = "lock-misuse"
    return {"done": done, "release_too_often": error, "granted_per_period": None, "last_began_ms": None}


# [step: limit how many begin in a period]
def with_tokens(state, trace):
    bucket = Bucket(state.tokens)
    now, done, granted = 0, [], {}
    for number in range(state.jobs):
        # [step: wait for a token]
        while not bucket.take():
            now += state.per_ms
            bucket.refill()
        trace.event("granted", item=number, value=now)
        granted[now] = granted.get(now, 0) + 1
        done.append(number)
    counts = list(granted.values())
    return {"done": done, "release_too_often": None, "granted_per_period": counts, "last_began_ms": now}


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
