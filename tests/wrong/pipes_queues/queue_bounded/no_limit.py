"""Makes the queue without a limit: the producer is never held back."""

import asyncio
import queue

MESSAGES = ([1, 2, 3, 4], {"a": 1, "b": 2}, {1, 2, 3, 4})


def prepare(parameters):
    return parameters


async def run(state, trace):
    if state.variant == "handover":
        return await hand_over(state.capacity, state.capacity + state.extra, trace)
    return await asyncio.to_thread(blocking, state.capacity, state.timeout_ms / 1000)


def blocking(capacity, patience):
    messages = queue.Queue(capacity)
    timed_put = hasty_put = hasty_get = None
    for number in range(capacity):
        messages.put(MESSAGES[number % 3])
    size = messages.qsize()
    try:
        messages.put("one more", timeout=patience)
    except queue.Full:
        timed_put = "queue-full"
    try:
        messages.put_nowait("one more")
    except queue.Full:
        hasty_put = "queue-full"
    drained = [{"size": messages.qsize(), "message": plain(messages.get())} for _ in range(size)]
    try:
        messages.get_nowait()
    except queue.Empty:
        hasty_get = "queue-empty"
    answer = {"size": size, "timed_put": timed_put, "hasty_put": hasty_put}
    return answer | {"drained": drained, "hasty_get": hasty_get}


async def hand_over(capacity, count, trace):
    messages = asyncio.Queue()

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
    return {"drained": drained}


def plain(message):
    return sorted(message) if isinstance(message, set) else message
