"""How do I let only so many jobs run at once, or only so many begin in each period?

A semaphore is a number of permits: a job that finds none waits, and `async with` always gives the permit
back. A BoundedSemaphore raises an error when it gets back more than it gave out; a plain Semaphore lets its
limit grow. A rate limit counts starts, however long the jobs take: a token bucket does it. .NET has a
package of limiters.
"""

import asyncio


def permits(limit):
    return asyncio.BoundedSemaphore(limit)


class TokenBucket:
    """Each job takes a token, or waits for the next period."""

    def __init__(self, tokens):
        self.limit = self.tokens = tokens
        self.refilled = asyncio.Event()

    async def take(self):
        while self.tokens == 0:
            self.refilled.clear()
            await self.refilled.wait()
        self.tokens -= 1

    def refill(self):
        self.tokens = self.limit
        self.refilled.set()


async def unlimited(jobs):
    await asyncio.gather(*(job() for job in jobs))


async def limit(jobs, permits):
    """As many inside as there are permits."""

    async def inside(job):
        async with permits:
            await job()

    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(inside(job))


async def rate(jobs, bucket):
    """As many begin in a period as there are tokens, however many are still running."""
    async with asyncio.TaskGroup() as tasks:
        for job in jobs:
            await bucket.take()
            tasks.create_task(job())


async def main():
    async def job():
        print(f"{loop.time() - start:.1f}", end=" ")
        await asyncio.sleep(0.1)

    loop, bucket = asyncio.get_running_loop(), TokenBucket(5)
    for way, given in ((unlimited, []), (limit, [permits(3)]), (rate, [bucket])):
        start = loop.time()
        loop.call_later(0.3, bucket.refill)
        await way([job] * 8, *given)
        print(way.__name__)


if __name__ == "__main__":
    asyncio.run(main())
