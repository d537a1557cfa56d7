"""Does not wait for a token: a job that is refused is left out."""

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


async def with_permits(limit, state, trace):
    permits, done = asyncio.BoundedSemaphore(limit), []

    async def job(number):
        async with permits:
            with trace.span("job", item=number):
                if number < limit:
                    await trace.rendezvous_async("as many as may", limit)
                await asyncio.sleep(state.job_ms / 1000)
                done.append(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(state.jobs):
            tasks.create_task(job(number))
    error = None
    try:
        permits.release()
    except ValueError:
        error = "lock-misuse"
    return {"done": done, "release_too_often": error, "granted_per_period": None, "last_began_ms": None}


def with_tokens(state, trace):
    bucket = Bucket(state.tokens)
    now, done, granted = 0, [], {}
    for number in range(state.jobs):
        if not bucket.take():
            now += state.per_ms
            bucket.refill()
            continue
        trace.event("granted", item=number, value=now)
        granted[now] = granted.get(now, 0) + 1
        done.append(number)
    counts = list(granted.values())
    return {"done": done, "release_too_often": None, "granted_per_period": counts, "last_began_ms": now}
