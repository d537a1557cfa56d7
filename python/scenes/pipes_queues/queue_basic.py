"""The scene hears what each party was told, in the process and the thread in which it was told.

Who waits for ever is found standing still, with all its children.
"""

import asyncio
import multiprocessing
import queue

import queue_basic as example

from compare.props.hearing import Hear, heard
from compare.props.stillness import Call

spawn = multiprocessing.get_context("spawn")
STILL_S = 0.2  # an interpreter starts meanwhile


def prepare(parameters):
    return parameters


async def run(state, watch):
    asked = queue.SimpleQueue()
    answered = spawn.SimpleQueue() if state.variant == "process" else queue.SimpleQueue()
    reply = Hear("parent has the question", asked, watch, state.answer)
    given = (state.question, reply, Hear("child has the answer", answered, watch))
    error = None
    if state.variant != "task":
        way = example.with_process if state.variant == "process" else example.with_thread
        error = called(lambda: way(*given), watch) if watch.observed else way(*given)
    elif watch.observed:  # in a loop and a thread of its own: who blocks the loop blocks nobody else
        error = called(lambda: asyncio.run(example.with_tasks(*given)), watch)
    else:
        await example.with_tasks(*given)
    return {"parent_got": heard(asked), "child_got": heard(answered), "error": error}


def called(function, watch):
    call = Call(function, watch).end(still_s=STILL_S)
    return "deadlock" if call.stuck else type(call.error).__name__ if call.error else None
