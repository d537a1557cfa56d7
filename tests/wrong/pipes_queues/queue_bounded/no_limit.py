"""Makes the queue without a limit: the producer is never held back."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    messages = asyncio.Queue()
    capacity, count = state.capacity, state.capacity + state.extra

    async def produce():
        for number in range(count):
            if number == capacity:
                trace.open_gate("the queue is full")
            await messages.put(number)
            trace.event("put", item=number)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(produce())
        await trace.wait_gate_async("the queue is full")
        drained = []
        for _ in range(count):
            trace.event("take")
            drained.append({"size": None, "message": await messages.get()})
    return {"size": None, "timed_put": None, "hasty_put": None, "drained": drained, "hasty_get": None}
