"""Fills a queue that has a limit, puts one more in vain, and empties it; then lets the limit do its work.

A bounded queue holds a fast producer back: `put` waits until the consumer has made room. Someone who does
not want to wait that long says for how long, or not at all. `queue.Queue` is for threads, `asyncio.Queue`
for tasks. `multiprocessing.Queue`, which the source material fills within one process, has the same methods
and errors, but only an estimate of its size. The error `Full` has no text: catch it by its name, and not
every Exception, as older code does for want of a message to look at.
"""

import asyncio
import queue

# A queue takes whatever it is given. These three are the source's.
MESSAGES = ([1, 2, 3, 4], {"a": 1, "b": 2}, {1, 2, 3, 4})


def prepare(parameters):
    return parameters


async def run(state, trace):
    match state.variant:
        case "blocking":
            # Code that blocks gets a thread of its own, so that the event loop stays free.
            return await asyncio.to_thread(blocking, state.capacity, state.timeout_ms / 1000)
        case "async":
            return await awaiting(state.capacity, state.timeout_ms / 1000)
        case "handover":
            return await hand_over(state.capacity, state.capacity + state.extra, trace)


def blocking(capacity, patience):
    messages = queue.Queue(capacity)
    # [step: fill the queue]
    for number in range(capacity):
        messages.put(MESSAGES[number % 3])
    size, patient, hasty, empty = messages.qsize(), None, None, None
    # [step: put one more in vain]
    try:
        messages.put("one more", timeout=patience)
    except queue.Full:
        patient = "queue-full"
    try:
        messages.put_nowait("one more")
    except queue.Full:
        hasty = "queue-full"
    # [step: empty the queue]
    drained = [{"size": messages.qsize(), "message": plain(messages.get())} for _ in range(size)]
    try:
        messages.get_nowait()
    except queue.Empty:
        empty = "queue-empty"
    return {"size": size, "timed_put": patient, "hasty_put": hasty, "drained": drained, "hasty_get": empty}


async def awaiting(capacity, patience):
    messages = asyncio.Queue(capacity)
    # [step: fill the queue with await]
    for number in range(capacity):
        await messages.put(MESSAGES[number % 3])
    size, patient, hasty, empty = messages.qsize(), None, None, None
    # [step: put one more in vain with await]
    try:
        async with asyncio.timeout(patience):
            await messages.put("one more")
    except TimeoutError:
        patient = "timeout"
    try:
        messages.put_nowait("one more")
    except asyncio.QueueFull:
        hasty = "queue-full"
    # [step: empty the queue with await]
    drained = [{"size": messages.qsize(), "message": plain(await messages.get())} for _ in range(size)]
    try:
        messages.get_nowait()
    except asyncio.QueueEmpty:
        empty = "queue-empty"
    return {"size": size, "timed_put": patient, "hasty_put": hasty, "drained": drained, "hasty_get": empty}


# The producer is quick, and still never more than the queue's limit ahead.
async def hand_over(capacity, count, trace):
    messages = asyncio.Queue(capacity)

    # [step: produce]
    async def produce():
        for number in range(count):
            if number == capacity:
                trace.open_gate("the queue is full")
            await messages.put(number)
            trace.event("put", item=number)

    # [step: consume]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(produce())
        await trace.wait_gate_async("the queue is full")
        drained = []
        for _ in range(count):
            trace.event("take")
            drained.append({"size": None, "message": await messages.get()})
    return {"size": None, "timed_put": None, "hasty_put": None, "drained": drained, "hasty_get": None}


def plain(message):
    return sorted(message) if isinstance(message, set) else message


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
