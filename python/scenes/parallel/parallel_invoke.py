"""All jobs meet and then take a moment: which of them are done when the caller goes on?

Two that fail do so in the same turn of the loop, or when both have begun. Jobs that are dropped wait until the
caller has gone on.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import parallel_invoke as example

from compare.props.pools import category, closed, outcome_of, outcome_of_async, started

RESCUE_S, MOMENT_S = 2.0, 0.02
FAILING = 2


class Work:
    """The jobs, and which of them are done."""

    def __init__(self, state, watch):
        self.state, self.watch, self.done, self.coroutines, self.tasks = state, watch, [], [], set()
        self.failing, self.both = 0, asyncio.Event()
        self.parties = 1 if state.variant == "one-by-one" else len(state.waits_ms)
        self.fails = FAILING if "two-fail" in state.variant else 0

    def wait_s(self, number):
        return MOMENT_S if self.watch.observed else self.state.waits_ms[number] / 1000

    def job(self, number):
        with self.watch.span("job", item=number):
            self.watch.rendezvous("all at work", self.parties)
            if number < self.fails:
                self.fail(number)
            time.sleep(self.wait_s(number))
            self.end(number)

    def job_async(self, number):
        self.watch.event("asked", item=number)
        self.coroutines.append(self.run(number))
        return self.coroutines[-1]

    async def run(self, number):
        self.tasks.add(asyncio.current_task())
        with self.watch.span("job", item=number):
            await self.watch.rendezvous_async("all at work", self.parties)
            if number < self.fails:
                self.failing += 1
                if self.failing == FAILING:
                    self.both.set()
                asyncio.get_running_loop().call_later(RESCUE_S, self.both.set)
                await self.both.wait()
                self.fail(number)
            await asyncio.sleep(self.wait_s(number))
            self.end(number)

    def fail(self, number):
        self.watch.event("failed", item=number)
        raise ValueError(number)

    def end(self, number):
        self.done.append(number)
        self.watch.event("done", item=number)


def prepare(parameters):
    parameters.pool = started(ThreadPoolExecutor(len(parameters.waits_ms)))
    return parameters


def cleanup(state):
    closed(state.pool)


async def run(state, watch):
    work, numbers = Work(state, watch), range(len(state.waits_ms))
    jobs = [partial(work.job, number) for number in numbers]
    jobs_async = [partial(work.job_async, number) for number in numbers]
    match state.variant:
        case "one-by-one":
            told = outcome_of(lambda: example.one_by_one(jobs))
        case "invoke" | "two-fail":
            told = outcome_of(lambda: example.invoke(jobs, state.pool))
        case "dropped":
            told = outcome_of(lambda: example.dropped(jobs_async, state.pool))
        case "let-go":
            told = await outcome_of_async(example.let_go(jobs_async))
        case _:
            told = await outcome_of_async(example.awaited(jobs_async))
    watch.event("told")
    done = sorted(work.done)
    if watch.observed:
        await asyncio.sleep(0)  # who was made a task has its first turn
    if work.tasks:
        await asyncio.wait(work.tasks, timeout=RESCUE_S)  # what nobody waited for ends within the trial
    for coroutine in work.coroutines:
        coroutine.close()  # one that never began; of others it does nothing
    errors = told.raised.exceptions if isinstance(told.raised, BaseExceptionGroup) else [told.raised]
    failed = sorted(error.args[0] for error in errors if category(error) == "user")
    late = sorted(set(work.done) - set(done))
    return {"done": done, "late": late, "error": told.error, "failed": failed}
