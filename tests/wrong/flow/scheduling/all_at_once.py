"""Starts a task for each job as soon as it is taken: nobody waits for the one before."""

import asyncio
import sched


class Clock:
    """A clock that nobody has to wait for."""

    now = 0

    def time(self):
        return self.now

    def sleep(self, ms):
        self.now += ms


def prepare(parameters):
    return parameters


async def run(state, trace):
    match state.variant:
        case "arrival":
            return await by_queue(asyncio.Queue(), state, trace)
        case "priority":
            return await by_queue(asyncio.PriorityQueue(), state, trace)
        case "due":
            return by_due_time(state, trace)


async def by_queue(waiting, state, trace):
    order, tasks = [], []
    for number, one in enumerate(state.jobs):
        await waiting.put((one.priority, number, one.name))
    while not waiting.empty():
        _, _, name = await waiting.get()
        order.append(name)
        tasks.append(asyncio.create_task(job(name, state, trace)))
        if len(order) == 1:
            trace.event("late job comes", item=state.late.name)
            await waiting.put((state.late.priority, len(state.jobs), state.late.name))
    await asyncio.gather(*tasks)
    return {"order": order, "ran_at": None}


async def job(name, state, trace):
    with trace.span("job", item=name):
        await trace.rendezvous_async("all inside", len(state.jobs) + 1)


def by_due_time(state, trace):
    order, ran_at, clock = [], [], Clock()
    waiting = sched.scheduler(clock.time, clock.sleep)

    def work(name):
        with trace.span("job", item=name):
            order.append(name)
            ran_at.append(clock.now)
            if len(order) == 1:
                trace.event("late job comes", item=state.late.name)
                waiting.enterabs(state.late.due_ms, state.late.priority, work, (state.late.name,))

    for one in state.jobs:
        waiting.enterabs(one.due_ms, one.priority, work, (one.name,))
    waiting.run()
    return {"order": order, "ran_at": ran_at}
