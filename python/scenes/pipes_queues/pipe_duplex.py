"""The scene hears what each party was told, in the process and the thread in which it was told.

A pool of one worker waits as long as it is told to; who waits for ever is found standing still, with all its children.
"""

import asyncio
import multiprocessing
import queue
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pipe_duplex as example

from compare.props.children import LIMIT_S
from compare.props.hearing import Hear, heard
from compare.props.stillness import Call

spawn = multiprocessing.get_context("spawn")
STILL_S = 0.3  # an interpreter starts meanwhile
KINDS = {TimeoutError: "deadlock", EOFError: "end-of-stream"}


def prepare(parameters):
    one = parameters.variant == "one-worker"
    return SimpleNamespace(
        asked=parameters,
        pool=ThreadPoolExecutor(1 if one else 2),
        patience=parameters.wait_ms / 1000 if one else LIMIT_S,
    )


async def run(state, watch):
    variant, asked = state.asked.variant, queue.SimpleQueue()
    answered = spawn.SimpleQueue() if variant == "process" else queue.SimpleQueue()
    reply = Hear("parent has the question", asked, watch, state.asked.answer)
    given = (state.asked.question, reply, Hear("child has the answer", answered, watch))

    def talk():
        if variant == "process":
            return example.process(*given)
        if variant == "tasks":  # in a loop of its own: who blocks it blocks nobody else
            return asyncio.run(example.tasks(*given))
        return example.workers(state.pool, state.patience, *given)

    error = None
    if watch.observed:
        call = Call(talk, watch).end(still_s=STILL_S)
        error = "stuck" if call.stuck else KINDS.get(type(call.error), type(call.error).__name__)
        error = error if call.stuck or call.error else None
    elif variant == "tasks":
        await example.tasks(*given)
    else:
        talk()
    return {"parent_got": heard(asked), "child_got": heard(answered), "error": error}


def cleanup(state):
    state.pool.shutdown(wait=False, cancel_futures=True)
