"""How do I do a few different jobs at once, and go on when all are done?

This is task parallelism: a few jobs that have nothing to do with one another. Jobs that block get a thread
each from an executor; jobs that await belong to a TaskGroup (3.11). An executor only calls a coroutine
function: this makes a coroutine, and nothing runs it. C# has at least begun such a job when it drops it. If
two jobs fail, a TaskGroup raises both errors in an ExceptionGroup, and a loop over futures raises the first.
In C# `Parallel.Invoke` throws both, and an `await` of tasks throws one.
"""

import asyncio
import time
import warnings
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial


def one_by_one(jobs):
    for job in jobs:
        job()


def invoke(jobs, pool):
    """Jobs that block: each has a thread, and all are done before any is asked for its result."""
    futures = [pool.submit(job) for job in jobs]
    wait(futures)
    for future in futures:
        future.result()  # raises the job's error


async def awaited(jobs):
    """Jobs that await: the end of the block waits for all."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(job())


def dropped(jobs, pool):
    """Wrong: these jobs await, so each call returns a coroutine at once, before the job has begun."""
    for future in [pool.submit(job) for job in jobs]:
        future.result()  # a coroutine, which is never awaited


async def let_go(jobs):
    """Wrong: each job is a task that begins at the next turn, and nobody waits for its end or sees its error."""
    for job in jobs:
        asyncio.create_task(job())


def main():
    blocking, awaiting = [partial(time.sleep, 0.2)] * 2, [partial(asyncio.sleep, 0.2)] * 2
    with ThreadPoolExecutor(2) as pool:
        show("one by one", lambda: one_by_one(blocking))
        show("invoke", lambda: invoke(blocking, pool))
        show("awaited", lambda: asyncio.run(awaited(awaiting)))
        show("let go", lambda: asyncio.run(let_go(awaiting)))
        with warnings.catch_warnings(record=True) as warned:
            show("dropped", lambda: dropped(awaiting, pool))
        print("Python warns:", *{str(warning.message) for warning in warned})


def show(name, call):
    begun = time.perf_counter()
    call()
    print(f"{name}: two jobs of 0.2 s took {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
