"""Several jobs are waiting: what decides which of them runs next?

A queue hands out jobs as they came (FIFO), a priority queue the most urgent first, `sched` by their due time.
None of them interrupts a job that runs: an urgent one that comes meanwhile is next, not now. Entries of a
priority queue are compared item by item; only a number keeps the order of arrival among equals. C# has a
prioritised channel, and no `sched`.
"""

import asyncio
import itertools
import sched
import time
from collections import namedtuple

Job = namedtuple("Job", "name priority due")  # a small priority is an urgent one


async def arrival(jobs, work):
    """First in, first out; `work` may put further jobs in."""
    waiting = asyncio.Queue()
    for job in jobs:
        waiting.put_nowait(job)
    while not waiting.empty():
        await work(waiting.get_nowait(), waiting.put_nowait)


async def priority(jobs, work):
    """The most urgent first, and those of the same priority as they came."""
    waiting, numbers = asyncio.PriorityQueue(), itertools.count()

    def put(job):
        waiting.put_nowait((job.priority, next(numbers), job))

    for job in jobs:
        put(job)
    while not waiting.empty():
        _, _, urgent = waiting.get_nowait()
        await work(urgent, put)


def due(jobs, work, now, sleep):
    """Each when it is due; a test gives a clock and a sleep that take no time."""
    scheduler = sched.scheduler(now, sleep)

    def put(job):
        scheduler.enterabs(job.due, job.priority, work, (job, put))

    for job in jobs:
        put(job)
    scheduler.run()


def main():
    async def show(job, put):
        print(job.name)

    start = time.monotonic()
    jobs = [Job("mail", 2, start + 0.2), Job("backup", 3, start + 0.1), Job("call", 1, start + 0.3)]
    for by in (arrival, priority):
        print("by", by.__name__)
        asyncio.run(by(jobs, show))
    print("by due time")
    due(jobs, lambda job, put: print(job.name), time.monotonic, time.sleep)


if __name__ == "__main__":
    main()
