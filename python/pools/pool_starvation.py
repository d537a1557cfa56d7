"""Jobs of a pool wait for other jobs of the same pool: what happens?

`result()` blocks a thread of the pool. If every thread waits for a job that is still in the queue, no thread
is left to run it: a deadlock (a circular wait), by starvation of the pool. A ThreadPoolExecutor never has
more threads than its maximum; `asyncio.to_thread` uses one, too. The cure is to `await`, which blocks no
thread, or to block threads that do not belong to the pool. .NET's pool adds a few threads a second: its
program is slow, but it ends.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def blocked(numbers, job, pool):
    """Each job submits a part to its own pool and waits for it. With enough jobs it never ends."""
    return list(pool.map(lambda number: pool.submit(job, number).result(), numbers))


async def awaited(numbers, job, pool):
    """Only the parts use threads: a coroutine that waits does not hold one."""
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(pool, job, number) for number in numbers))


def own_threads(numbers, job, pool):
    """The jobs block threads of their own, and the pool is free for the parts."""
    with ThreadPoolExecutor(len(numbers)) as waiting:
        return list(waiting.map(lambda number: pool.submit(job, number).result(), numbers))


def square(number):
    time.sleep(0.05)
    return number * number


def main():
    with ThreadPoolExecutor(2) as pool:
        print("blocked, one job:", blocked(range(1), square, pool))  # range(6) would never end
        print("awaited:", asyncio.run(awaited(range(6), square, pool)))
        print("own threads:", own_threads(range(6), square, pool))


if __name__ == "__main__":
    main()
