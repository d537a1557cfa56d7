"""What was said is noted where it was heard, in whatever process; who waits for ever is found standing still.

A forked worker has all the time that it wants to find the message, the others have a moment to find nothing.
"""

import gc
import multiprocessing
from urllib.parse import quote, unquote

import queue_across_pool as example

from compare.props.children import LIMIT_S, Notes
from compare.props.stillness import Call

spawn = multiprocessing.get_context("spawn")
STILL_S = 0.3  # an interpreter starts meanwhile


class Hear:
    """What is said to a party; it can be sent to a pool."""

    def __init__(self, step, notes, watch, says=None):
        self.step, self.notes, self.watch, self.says = step, notes, watch, says

    def __call__(self, message):
        self.watch.event("step", item=self.step)
        self.notes.add(self.step.split()[0], quote(str(message)))
        return self.says


def prepare(parameters):
    # Each trial has a queue of its own: a thread of the queue lives as long as it is open.
    example.at_the_top = multiprocessing.get_context("fork").Queue()
    return parameters


def run(state, watch):
    if state.variant == "global":
        return {"waits_for_ever": {way: looked(state, watch, way) for way in ("fork", "spawn", "forkserver")}}
    with Notes() as notes:
        reply = Hear("answerer has the question", notes, watch, state.answer)
        given = (state.question, reply, Hear("asker has the answer", notes, watch))
        if state.variant == "initializer":
            error = called(lambda: example.initializer(*given), watch)[1]
        else:
            way = example.manager if state.variant == "manager" else example.argument
            with spawn.Pool(2) as pool:
                error = called(lambda: way(pool, *given), watch)[1]
        talk = [
            unquote(words) for who in ("asker", "answerer") for other, words in notes.lines() if other == who
        ]
    return {"talk": talk or None, "error": error}


def called(function, watch, way=None):
    call = Call(function, watch, way).end(still_s=STILL_S)
    if call.stuck:
        for child in multiprocessing.active_children():
            child.kill()
        return None, "deadlock"
    if call.error is None:
        return call.value, None
    call.error = call.error.with_traceback(None)  # which would keep the queues
    gc.collect()
    return None, {RuntimeError: "not-transferable"}.get(type(call.error), type(call.error).__name__)


def looked(state, watch, method):
    """Whether a worker that was started so finds nothing."""
    patience = LIMIT_S if method == "fork" else state.wait_ms / 1000
    with multiprocessing.get_context(method).Pool(1) as pool:
        found, error = called(lambda: example.global_queue(pool, state.question, patience), watch, method)
        watch.event("told", item=method, value=error or "nothing" if found is None else "the message")
    return error or (found is None if found in (None, state.question) else "something else")


def cleanup(_state):
    example.at_the_top.close()
    example.at_the_top.join_thread()
    example.at_the_top = None  # one that nobody has used closes its pipe only now
