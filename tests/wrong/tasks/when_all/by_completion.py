"""Collects answers as they come, and takes them for answers in the order of the questions."""

import asyncio
from itertools import pairwise


class Refused(Exception):
    """A service's own error; its text is the service's name."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"one-by-one": one_by_one, "gather": gather, "task-group": task_group}
    turns = [asyncio.Event() for _ in state.jobs]
    fetches, answers, caught, error = [], None, [], None
    try:
        answers = await ways[state.variant](fetches, turns, state, trace)
    except Refused as refused:
        caught, error = [str(refused)], "user"
    except ExceptionGroup as group:
        caught, error = [str(refused) for refused in group.exceptions], "aggregate"
    trace.event("told")
    running = sum(not fetch.done() for fetch in fetches)
    await asyncio.wait(fetches)
    ends = [end_of(fetch) for fetch in fetches]
    return {"answers": answers, "caught": caught, "error": error, "running": running, "ends": ends}


def end_of(fetch):
    if fetch.cancelled():
        return "cancelled"
    return "failed" if fetch.exception() else "answered"


async def one_by_one(fetches, turns, state, trace):
    answers = []
    for number in range(len(turns)):
        turns[number].set()
        fetches.append(asyncio.create_task(fetch(number, turns, state, trace)))
        answers.append(await fetches[number])
    return answers


async def gather(fetches, turns, state, trace):
    fetches += [asyncio.create_task(fetch(number, turns, state, trace)) for number in range(len(turns))]
    take_turns(fetches, turns, state)
    return [await earliest for earliest in asyncio.as_completed(fetches)]


async def task_group(fetches, turns, state, trace):
    async with asyncio.TaskGroup() as group:
        fetches += [group.create_task(fetch(number, turns, state, trace)) for number in range(len(turns))]
        take_turns(fetches, turns, state)
    return [fetch.result() for fetch in fetches]


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
        trace.event("cancelled", item=job.name)
        raise


def take_turns(fetches, turns, state):
    order = sorted(range(len(turns)), key=lambda number: state.jobs[number].ms)
    turns[order[0]].set()
    for before, after in pairwise(order):
        fetches[before].add_done_callback(lambda _, turn=turns[after]: turn.set())
