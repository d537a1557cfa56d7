"""Squares numbers in one stage and adds the even squares up in the next, both stages at work at once.

Each stage is a task, and a bounded queue lies between them: whichever is too fast waits for room, so that
nothing piles up. The queue holds tasks, in the order of the numbers, and whoever takes one out awaits it;
so the squares come in order, however many are worked at. After None nothing follows; Python 3.13 has
`Queue.shutdown` for that. When a stage fails, the task group cancels the others.

Older code did this with threads and `queue.Queue`. For streams that outgrow one machine there are
frameworks such as Spark, whose programs are written as stages as well.
"""

import asyncio

END = None


class Refused(Exception):
    """A stage's own error; its text is the number."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    caught, error, evens = [], None, []
    try:
        if state.variant == "one-by-one":
            await one_by_one(evens, state, trace)
        else:
            await pipeline(evens, state, trace)
    except Refused as refused:
        caught, error = [str(refused)], "user"
    except ExceptionGroup as group:
        # Who awaits a task that has failed raises its error again: it may be in the group twice.
        caught, error = sorted({str(refused) for refused in group.exceptions}), "aggregate"
    trace.event("told")
    evens = None if error else evens  # a part of them is no result
    return {"evens": evens, "sum": sum(evens) if evens else None, "error": error, "caught": caught}


# Each number goes through all stages before the next one starts.
async def one_by_one(evens, state, trace):
    for number in range(state.numbers):
        result = await square(number, 1, state, trace)
        if result % 2 == 0:
            evens.append(result)


# [step: build the pipeline]
async def pipeline(evens, state, trace):
    squares = asyncio.Queue(state.room)
    slots = asyncio.Semaphore(state.workers)
    async with asyncio.TaskGroup() as stages:
        stages.create_task(feed(squares, slots, stages, state, trace))
        stages.create_task(collect(squares, evens, trace))


# [step: feed it]
async def feed(squares, slots, stages, state, trace):
    for number in range(state.numbers):
        await slots.acquire()
        task = stages.create_task(square(number, state.workers, state, trace))
        task.add_done_callback(lambda _: slots.release())
        if squares.full():
            trace.event("held back", item=number)
            trace.open_gate("held back")
        await squares.put(task)
    trace.open_gate("held back")
    await squares.put(END)


# [step: square]
# So many numbers at once as there are workers.
async def square(number, together, state, trace):
    with trace.span("square", item=number):
        if number < together:
            await trace.rendezvous_async("all workers in", together)
        await asyncio.sleep(state.work_ms / 1000)
        if number == state.refused:
            raise Refused(str(number))
        return number * number


# [step: collect the even ones]
# This stage begins late, so that the one before it gets ahead as far as it may.
async def collect(squares, evens, trace):
    await trace.wait_gate_async("held back")
    while (task := await squares.get()) is not END:
        result = await task
        if result % 2 == 0:
            evens.append(result)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
