"""Which states does a task have, and in which of them can it still be cancelled?

A `concurrent.futures.Future` stands for a function in a thread pool: `cancel` works while it waits in the queue,
and does nothing once it runs. An `asyncio.Task` stands for a coroutine: it is pending until it is done, and
`cancel` stops it at its `await`. C# has one class for both, `Task`, whose `Status` names each state.
"""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor


def queued(pool, job):
    """Give a function to a pool: it waits in a queue until a thread is free."""
    return pool.submit(job)


def coroutine(job):
    """Give a coroutine to the event loop: it begins at the next turn, an eager one (3.12) at once."""
    return asyncio.create_task(job())


def state_of(task):
    """Name the state; a task that was cancelled or that failed is done as well."""
    if task.cancelled():
        return "cancelled"
    if task.done():
        return "failed" if task.exception() else "succeeded"
    return "running" if isinstance(task, Future) and task.running() else "pending"


async def main():
    release, pool = threading.Event(), ThreadPoolExecutor(1)
    tasks = [queued(pool, release.wait), queued(pool, print), coroutine(asyncio.Event().wait)]
    await asyncio.sleep(0.1)
    print("at work:", [state_of(task) for task in tasks])
    print("cancelled:", [task.cancel() for task in tasks])
    release.set()
    pool.shutdown(wait=False)  # `with` would block the event loop here
    await asyncio.wait([asyncio.wrap_future(tasks[0]), tasks[2]])
    print("at the end:", [state_of(task) for task in tasks])


if __name__ == "__main__":
    asyncio.run(main())
