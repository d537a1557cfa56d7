"""Runs waiting jobs by their arrival, by their priority and by their due time.

The worker takes the next job when it has ended the one before: what comes meanwhile waits, however urgent
it is. A priority queue hands out its smallest entry, and entries are compared as tuples are, item by item.
So the number in the middle matters. Without it, jobs of the same priority would be compared by their names,
and not run as they came; things that cannot be compared would raise a TypeError.

`sched` runs functions when they are due. Its clock and its way of waiting are given to it, here a clock
that is simply put forward. In an event loop `loop.call_later` does that work, by the real clock. Older code
sorted a list after each arrival.
"""

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
    order = []
    # [step: the jobs come]
    for number, one in enumerate(state.jobs):
        await waiting.put((one.priority, number, one.name))
    # [step: work]
    while not waiting.empty():
        _, _, name = await waiting.get()
        with trace.span("job", item=name):
            order.append(name)
            # [step: one more comes]
            if len(order) == 1:
                trace.event("late job comes", item=state.late.name)
                await waiting.put((state.late.priority, len(state.jobs), state.late.name))
    return {"order": order, "ran_at": None}


def by_due_time(state, trace):
    order, ran_at, clock = [], [], Clock()
    waiting = sched.scheduler(clock.time, clock.sleep)

    def work(name):
        with trace.span("job", item=name):
            order.append(name)
            ran_at.append(clock.now)
            # [step: one more comes]
            if len(order) == 1:
                trace.event("late job comes", item=state.late.name)
                waiting.enterabs(state.late.due_ms, state.late.priority, work, (state.late.name,))

    # [step: the jobs come]
    for one in state.jobs:
        waiting.enterabs(one.due_ms, one.priority, work, (one.name,))
    # [step: work]
    waiting.run()
    return {"order": order, "ran_at": ran_at}


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
