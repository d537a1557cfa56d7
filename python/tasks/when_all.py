"""Waits for a group of tasks; when one of them fails, each way of waiting means something else.

`gather` raises the first error at once and leaves the other tasks running. `TaskGroup` (Python 3.11)
cancels the others, waits for their end and raises a group of errors. C#'s `Task.WhenAll` waits for every
task, whatever happens, and then raises one error. Older code awaited one task after the other, which
takes as long as all waits together, or called `asyncio.wait` and never looked at the errors.
"""

import asyncio
from itertools import pairwise


class Refused(Exception):
    """A service's own error; its text is the service's name."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"one-by-one": one_by_one, "gather": gather, "task-group": task_group}
    # A turn for each: the next service may answer when the one before has ended. So no race decides.
    turns = [asyncio.Event() for _ in state.jobs]
    fetches, answers, caught, error = [], None, [], None
    # [step: wait for the group]
    try:
        answers = await ways[state.variant](fetches, turns, state, trace)
    except Refused as refused:
        caught, error = [str(refused)], "user"
    except ExceptionGroup as group:
        caught, error = [str(refused) for refused in group.exceptions], "aggregate"
    trace.event("told")
    running = sum(not fetch.done() for fetch in fetches)
    # [step: see the rest end]
    await asyncio.wait(fetches)
    ends = [end_of(fetch) for fetch in fetches]
    return {"answers": answers, "caught": caught, "error": error, "running": running, "ends": ends}


def end_of(fetch):
    if fetch.cancelled():
        return "cancelled"
    return "failed" if fetch.exception() else "answered"


# Nobody is asked before the one before has answered; the first error ends it all.
async def one_by_one(fetches, turns, state, trace):
    answers = []
    for number in range(len(turns)):
        turns[number].set()
        fetches.append(asyncio.create_task(fetch(number, turns, state, trace)))
        answers.append(await fetches[number])
    return answers


# The answers stand in the order of the questions, not in that in which they came.
async def gather(fetches, turns, state, trace):
    fetches += [asyncio.create_task(fetch(number, turns, state, trace)) for number in range(len(turns))]
    group = asyncio.gather(*fetches)
    take_turns(fetches, turns, state)
    return await group


# Nobody leaves the block before every task of the group has ended.
async def task_group(fetches, turns, state, trace):
    async with asyncio.TaskGroup() as group:
        fetches += [group.create_task(fetch(number, turns, state, trace)) for number in range(len(turns))]
        take_turns(fetches, turns, state)
    return [fetch.result() for fetch in fetches]


# [step: fetch]
async def fetch(number, turns, state, trace):
    job = state.jobs[number]
    together = 1 if state.variant == "one-by-one" else len(turns)
    try:
        with trace.span("fetch", item=job.name):
            await trace.rendezvous_async("all asked", together)
            await asyncio.sleep(job.ms / 1000)
            await turns[number].wait()
            trace.event("answered", item=job.name)
            if job.name in state.fail:
                raise Refused(job.name)
            return f"{job.name} answers"
    except asyncio.CancelledError:
        # Only a task group does this to its tasks. Whoever catches it passes it on.
        trace.event("cancelled", item=job.name)
        raise


# [step: take turns]
# The quickest comes first.
def take_turns(fetches, turns, state):
    order = sorted(range(len(turns)), key=lambda number: state.jobs[number].ms)
    turns[order[0]].set()
    for before, after in pairwise(order):
        fetches[before].add_done_callback(lambda _, turn=turns[after]: turn.set())


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
