"""I wait for a result with a time limit and the limit runs out: what becomes of the job?

The limit ends the waiting. The job goes on, and you can still get its result later. But `asyncio.wait_for`
cancels the task that it waits for, unless the task is shielded. `get` of a multiprocessing pool raises
`multiprocessing.TimeoutError`, which is not the built-in TimeoutError. A future's `result(timeout=…)` raises
the built-in one since Python 3.11. `concurrent.futures.wait` raises nothing: it returns what is done and what
is not. In C# `Task.WaitAsync` throws a TimeoutException and does not cancel the job; `Task.Wait` returns
`false`.
"""

import asyncio
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial


def in_pool(number, job, limit, on_timeout, pool):
    result = pool.apply_async(job, (number,))
    try:
        return result.get(timeout=limit)
    except multiprocessing.TimeoutError as error:
        on_timeout(error)
    return result.get()


def in_executor(number, job, limit, on_timeout, executor):
    """No error, but a return value to look at."""
    future = executor.submit(job, number)
    if wait([future], timeout=limit).not_done:
        on_timeout(None)
    return future.result()


async def awaited(number, job, limit, on_timeout):
    """`wait_for` cancels the task and waits for its end: there is no result."""
    task = asyncio.create_task(job(number))
    try:
        return await asyncio.wait_for(task, limit)
    except TimeoutError as error:
        on_timeout(error)
    return None if task.cancelled() else await task


async def shielded(number, job, limit, on_timeout):
    """`wait_for` cancels the shield, not the task."""
    task = asyncio.create_task(job(number))
    try:
        return await asyncio.wait_for(asyncio.shield(task), limit)
    except TimeoutError as late:
        on_timeout(late)
    return await task


def slow_square(number):
    time.sleep(0.2)
    return number * number


def main():
    def on_timeout(error):
        print("too late:", repr(error))

    with multiprocessing.Pool(1) as pool:
        print("Pool:", in_pool(10, slow_square, 0.1, on_timeout, pool))
    with ThreadPoolExecutor(1) as executor:
        print("Executor:", in_executor(10, slow_square, 0.1, on_timeout, executor))
    slow = partial(asyncio.sleep, 0.2)
    print("wait_for:", asyncio.run(awaited(10, slow, 0.1, on_timeout)))
    print("shield:", asyncio.run(shielded(10, slow, 0.1, on_timeout)))


if __name__ == "__main__":
    main()
