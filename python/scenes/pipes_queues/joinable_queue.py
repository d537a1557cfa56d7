"""The first job takes its time: until the last one was taken, and a moment longer. Is it done when the report is made?

The moment ends at once if the report comes too early, so that such a program shows it every time.
"""

import asyncio
import multiprocessing
import queue
import threading

import joinable_queue as example

from compare.props.stillness import Call

LIMIT_S, MOMENT_S = 1.0, 0.05
spawn = multiprocessing.get_context("spawn")


class Work:
    """A job for threads and processes; each of its results goes into a queue of the scene."""

    def __init__(self, kind, results, last, watch):
        self.empty, self.joined = kind.Event(), kind.Event()
        self.results, self.last, self.watch = results, last, watch

    def __call__(self, number):
        with self.watch.span("job", item=number):
            self.begin(number)
            if number == 0 and self.watch.observed and self.empty.wait(LIMIT_S):
                self.joined.wait(MOMENT_S)
            self.end(number)

    def begin(self, number):
        if number == self.last:
            self.watch.event("queue is empty")
            self.empty.set()

    def end(self, number):
        self.results.put(number * number)
        self.watch.event("done", item=number)

    def report(self):
        self.watch.event("joined")
        self.joined.set()


class AsyncWork(Work):
    async def __call__(self, number):
        with self.watch.span("job", item=number):
            self.begin(number)
            if number == 0 and self.watch.observed and await holds(self.empty, LIMIT_S):
                await holds(self.joined, MOMENT_S)
            self.end(number)


def prepare(parameters):
    return parameters


async def run(state, watch):
    numbers = range(state.jobs)
    if state.variant == "tasks":
        jobs, work = asyncio.Queue(), AsyncWork(asyncio, queue.SimpleQueue(), state.jobs - 1, watch)
        given = (jobs, numbers, state.workers, work, work.report)
        if watch.observed:  # in a loop and a thread of its own: who blocks the loop blocks nobody else
            error = called(lambda: asyncio.run(example.tasks(*given)), watch)
        else:
            error = await example.tasks(*given)
    else:
        way = getattr(example, state.variant)
        of_threads = state.variant == "threads"
        jobs = queue.Queue() if of_threads else spawn.JoinableQueue()
        results = queue.SimpleQueue() if of_threads else spawn.SimpleQueue()
        work = Work(threading if of_threads else spawn, results, state.jobs - 1, watch)
        error = called(lambda: way(jobs, numbers, state.workers, work, work.report), watch)
    processed = []
    while not work.results.empty():
        processed.append(work.results.get())
    return {"processed": processed, "reported_too_often": too_often(jobs), "error": error}


def called(function, watch):
    if not watch.observed:
        return function()
    call = Call(function).end(limit_s=20, still_s=4 * MOMENT_S)  # interpreters start slowly under load
    return "deadlock" if call.stuck else type(call.error).__name__ if call.error else None


def too_often(jobs):
    """What comes of one report more than there were jobs."""
    try:
        jobs.task_done()
    except ValueError:
        return "invalid-state"
    return None


async def holds(event, seconds):
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
