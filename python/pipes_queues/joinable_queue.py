"""The queue is empty: is the work done as well, and how do I wait for that?

A queue is empty when the last job has been taken, and done when it has been finished. A worker reports each
job with `task_done`; `join` waits until every job was reported. If one report is missing, `join` waits
forever: it has no timeout. `multiprocessing.Queue` has no `join`, `JoinableQueue` has. C# has CountdownEvent
and ActionBlock.
"""

import asyncio
import multiprocessing
import queue
import threading

spawn = multiprocessing.get_context("spawn")


def threads(jobs, numbers, workers, work, report):
    """Work off a `queue.Queue`."""
    with_crew(threading.Thread, jobs, numbers, workers, work, report)


async def tasks(jobs, numbers, workers, work, report):
    """Work off an `asyncio.Queue`."""

    async def worker():
        while True:
            await work(await jobs.get())
            jobs.task_done()

    crew = [asyncio.create_task(worker()) for _ in range(workers)]
    for number in numbers:
        jobs.put_nowait(number)
    await jobs.join()
    report()
    for one in crew:
        one.cancel()  # each waits for a job that will not come
    await asyncio.gather(*crew, return_exceptions=True)


def processes(jobs, numbers, workers, work, report):
    """Work off a `JoinableQueue`."""
    with_crew(spawn.Process, jobs, numbers, workers, work, report)


def with_crew(kind, jobs, numbers, workers, work, report):
    crew = [kind(target=work_off, args=(jobs, work)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for number in numbers:
        jobs.put(number)
    jobs.join()
    report()  # all jobs are done
    for _ in crew:
        jobs.put(None)
    for worker in crew:
        worker.join()


def work_off(jobs, work):
    for number in iter(jobs.get, None):
        work(number)
        jobs.task_done()
    jobs.task_done()  # None is an item, too


def main():
    async def show(number):
        print("task", number)

    threads(queue.Queue(), range(3), 2, print, lambda: print("all done"))
    asyncio.run(tasks(asyncio.Queue(), range(3), 2, show, lambda: print("all done")))
    processes(spawn.JoinableQueue(), range(3), 2, print, lambda: print("all done"))


if __name__ == "__main__":
    main()
