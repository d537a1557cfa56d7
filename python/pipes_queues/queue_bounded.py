"""What does a queue do when it is full?

`put` waits for room (backpressure), or raises `queue.Full` after a timeout. Without a limit, a fast producer
fills the memory. C#'s `TryAdd` returns false; a `Channel` makes its producer wait.
"""

import asyncio
import queue


def blocking(messages, message, seconds):
    """Wait for room, but not longer than this; returns whether the message went in."""
    try:
        messages.put(message, timeout=seconds)  # with 0 it is `put_nowait`
    except queue.Full:
        return False
    return True


async def handover(source, capacity, consume):
    """The producer is quick, and never further ahead than the queue is long."""
    messages = asyncio.Queue(capacity)

    async def produce():
        for message in source:
            await messages.put(message)  # while it waits for room, the event loop runs other tasks
        await messages.put(None)  # no more; Python 3.13 has `shutdown` for that

    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        while (message := await messages.get()) is not None:
            await consume(message)


def main():
    async def show(message):
        print("took", message)

    messages = queue.Queue(3)
    print([blocking(messages, number, 0.1) for number in range(4)])
    asyncio.run(handover(range(5), 2, show))


if __name__ == "__main__":
    main()
