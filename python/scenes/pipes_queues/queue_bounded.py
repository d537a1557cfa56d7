"""A queue that is full: what does a put come to; and how far does a producer get while its consumer is held?

A put that never ends is given room after a while, which shows by its answer. In the handover the consumer holds
the first message until everybody stands still.
"""

import asyncio
import queue

import queue_bounded as example

from compare.props.flow import Consumer, Source
from compare.props.stillness import Call

MESSAGES = ([1, 2, 3, 4], {"a": 1, "b": 2}, {1, 2, 3, 4})  # a queue takes whatever it is given


def prepare(parameters):
    return parameters


async def run(state, watch):
    return blocking(state) if state.variant == "blocking" else await handover(state, watch)


def blocking(state):
    messages = queue.Queue(state.capacity)
    first = []
    while len(first) < state.capacity and "deadlock" not in first:
        first.append(put(messages, MESSAGES[len(first) % 3], 0))
    size = messages.qsize()
    timed, hasty = put(messages, "patient", state.timeout_ms / 1000), put(messages, "hasty", 0)
    drained = [
        {"size": messages.qsize(), "message": shown(messages.get_nowait())} for _ in range(messages.qsize())
    ]
    return {
        "size": size,
        "error": next((error for error in first if error), None),
        "timed_put": timed,
        "hasty_put": hasty,
        "drained": drained,
    }


def put(messages, message, seconds):
    """What a put came to: nothing if it went in, and the queue really holds it."""
    before = messages.qsize()
    call = Call(lambda: example.blocking(messages, message, seconds))
    if not call.ends_within(1.2 if before else 0.6):
        if before:
            messages.get_nowait()
            call.ends_within(0.2)
        return "deadlock"
    if call.error is not None:
        return "queue-full" if isinstance(call.error, queue.Full) else type(call.error).__name__
    went_in = messages.qsize() == before + 1
    return "invalid-state" if bool(call.value) != went_in else None if went_in else "queue-full"


async def handover(state, watch):
    count = state.capacity + state.extra
    source = Source(range(count), watch)
    consumer = Consumer(source, watch)
    if not watch.observed:
        await example.handover(source, state.capacity, consumer)
        error = None
    else:  # in a loop and a thread of its own: who blocks the loop blocks nobody else
        call = Call(lambda: asyncio.run(example.handover(source, state.capacity, consumer))).end()
        error = "deadlock" if call.stuck else type(call.error).__name__ if call.error else None
    drained = [{"size": None, "message": message} for message in consumer.taken]
    return {"drained": drained, "error": error, "made_while_held": consumer.made_while_held}


def shown(message):
    return sorted(message) if isinstance(message, set) else message
