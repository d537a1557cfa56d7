"""Does a few different jobs at once and waits for all of them: task parallelism.

Data parallelism has one thing to do with many data, task parallelism a few things that have nothing to do
with one another. Jobs that block get a thread each, from an executor; jobs that await are left to a task
group. The two do not mix: an executor only calls a coroutine function, which makes a coroutine that nobody
runs, and all is done at once. The material behind this pair makes that mistake in C#, and believes that it
waits three seconds. Older code starts a Thread for each job and joins them; an error is then only printed.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


class Refused(Exception):
    """A job's own error."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def prepare(parameters):
    return parameters


async def run(state, trace):
    work, jobs = Work(state, trace), range(len(state.waits_ms))
    dropped, error, failed = [], None, []
    try:
        # [step: do the jobs]
        match state.variant:
            case "one-by-one":
                for number in jobs:
                    work.job(number)
            case "invoke" | "two-fail":
                await asyncio.to_thread(invoke, work.job, jobs)
            case "dropped":
                dropped = await asyncio.to_thread(invoke, work.job_async, jobs)
            case "awaited":
                async with asyncio.TaskGroup() as group:
                    for number in jobs:
                        group.create_task(work.job_async(number))
    except Refused as refused:
        error, failed = "user", [refused.number]
    trace.event("told")
    done = sorted(work.done)
    # [step: see the rest end]
    trace.open_gate("told")
    for coroutine in dropped:
        coroutine.close()  # it has never begun, so there is nothing to wait for
    late = sorted(set(work.done) - set(done))
    return {"done": done, "late": late, "error": error, "failed": failed}


# Leaving the block waits for all jobs. Then each future is asked, and the first that failed raises its error:
# the others keep theirs.
# [step: invoke]
def invoke(job, jobs):
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(job, number) for number in jobs]
    return [future.result() for future in futures]


class Work:
    """The jobs, and which of them are done."""

    def __init__(self, state, trace):
        self.state, self.trace, self.done = state, trace, []
        self.parties = 1 if state.variant == "one-by-one" else len(state.waits_ms)

    # [step: a job that blocks]
    def job(self, number):
        with self.trace.span("job", item=number):
            self.trace.rendezvous("all at work", self.parties)
            time.sleep(self.state.waits_ms[number] / 1000)
            if self.state.variant == "two-fail" and number < 2:
                self.trace.event("failed", item=number)
                raise Refused(number)
            self.end(number)

    # [step: a job that awaits]
    async def job_async(self, number):
        with self.trace.span("job", item=number):
            if self.state.variant == "dropped":
                await self.trace.wait_gate_async("told")
            else:
                await self.trace.rendezvous_async("all at work", self.parties)
            await asyncio.sleep(self.state.waits_ms[number] / 1000)
            self.end(number)

    def end(self, number):
        self.done.append(number)
        self.trace.event("done", item=number)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
