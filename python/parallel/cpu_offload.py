"""How do I compute something long in asynchronous code without stopping everything else?

An event loop does one thing at a time: while a coroutine computes, no timer fires and no request is answered.
A thread keeps the loop alive, but with the GIL both share one core: Python switches between them every 5 ms
(`sys.getswitchinterval`). A process has a GIL and a core of its own. In C# a thread has a core of its own.
"""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


async def inline(job, n):
    """On the event loop, which does nothing else until the job is done."""
    return job(n)


async def thread(job, n):
    """In a thread. You will also see `run_in_executor(None, …)`, which does not copy context variables."""
    return await asyncio.to_thread(job, n)


async def process(job, n, pool):
    """In a process of a pool: to start one costs more than a short computation."""
    return await asyncio.get_running_loop().run_in_executor(pool, job, n)


def add(n):
    total = 0
    for number in range(n):
        total += number
    return total


async def main():
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for computing in (inline(add, 2_000_000), thread(add, 2_000_000), process(add, 2_000_000, pool)):
            timer = asyncio.create_task(asyncio.sleep(0.01))
            total = await computing
            print(f"{computing.__name__}: {total}; timer fired meanwhile: {timer.done()}")


if __name__ == "__main__":
    asyncio.run(main())
