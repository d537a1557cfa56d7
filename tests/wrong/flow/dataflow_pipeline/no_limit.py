"""Its queue has no limit: the first stage runs away from the second."""

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
        caught, error = sorted({str(refused) for refused in group.exceptions}), "aggregate"
    trace.event("told")
    evens = None if error else evens  # a part of them is no result
    return {"evens": evens, "sum": sum(evens) if evens else None, "error": error, "caught": caught}


async def one_by_one(evens, state, trace):
    for number in range(state.numbers):
        result = await square(number, 1, state, trace)
        if result % 2 == 0:
            evens.append(result)


async def pipeline(evens, state, trace):
    squares = asyncio.Queue()
    slots = asyncio.Semaphore(state.workers)
    async with asyncio.TaskGroup() as stages:
        stages.create_task(feed(squares, slots, stages, state, trace))
        stages.create_task(collect(squares, evens, trace))


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


async def square(number, together, state, trace):
    with trace.span("square", item=number):
        if number < together:
            await trace.rendezvous_async("all workers in", together)
        await asyncio.sleep(state.work_ms / 1000)
        if number == state.refused:
            raise Refused(str(number))
        return number * number


async def collect(squares, evens, trace):
    await trace.wait_gate_async("held back")
    while (task := await squares.get()) is not END:
        result = await task
        if result % 2 == 0:
            evens.append(result)
