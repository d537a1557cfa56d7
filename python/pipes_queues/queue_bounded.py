"""Fills a queue that has a limit, puts one more in vain, and empties it; then lets the limit do its work.

A bounded queue holds a fast producer back: `put` waits until the consumer has made room. Someone who does
not want to wait that long says for how long, or not at all. `queue.Queue` is for threads, `asyncio.Queue`
for tasks. `multiprocessing.Queue`, which the source material fills within one process, has the same methods
and the same errors, but of its size only an estimate: a thread of its own sends the messages off, and right
after a `put` it may still look empty. The error `Full` has no text. Catch it by its name, and not every
Exception, as older code does.
"""

import asyncio
import queue

# A queue takes whatever it is given. These three are the source's.
MESSAGES = ([1, 2, 3, 4], {"a": 1, "b": 2}, {1, 2, 3, 4})


def prepare(parameters):
    return parameters


async def run(state, trace):
    if state.variant == "handover":
        return await hand_over(state.capacity, state.capacity + state.extra, trace)
    # Code that blocks gets a thread of its own, so that the event loop stays free.
    return await asyncio.to_thread(blocking, state.capacity, state.timeout_ms / 1000)


def blocking(capacity, patience):
    messages = queue.Queue(capacity)
    timed_put = hasty_put = hasty_get = None
    # [step: fill the queue]
    for number in range(capacity):
        messages.put(MESSAGES[number % 3])
    size = messages.qsize()
    # [step: put one more in vain]
    # Without a timeout this would wait for ever: nobody is there to take anything out.
    try:
        messages.put("one more", timeout=patience)
    except queue.Full:
        timed_put = "queue-full"
    try:
        messages.put_nowait("one more")
    except queue.Full:
        hasty_put = "queue-full"
    # [step: empty the queue]
    drained = [{"size": messages.qsize(), "message": plain(messages.get())} for _ in range(size)]
    # [step: take one more in vain]
    try:
        messages.get_nowait()
    except queue.Empty:
        hasty_get = "queue-empty"
    answer = {"size": size, "timed_put": timed_put, "hasty_put": hasty_put}
    return answer | {"drained": drained, "hasty_get": hasty_get}


# The producer is quick, and still never more than the queue's limit ahead of the consumer.
# `await` does not block: while the producer waits for room, the event loop runs the consumer.
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
    # The consumer is slow to begin: it takes nothing before the queue is full.
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(produce())
        await trace.wait_gate_async("the queue is full")
        drained = []
        for _ in range(count):
            trace.event("take")
            drained.append({"size": None, "message": await messages.get()})
    return {"drained": drained}


# JSON has no sets.
def plain(message):
    return sorted(message) if isinstance(message, set) else message


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
