"""An asker polls, or waits; the answer comes while it sleeps, or stands still. How often did it look?

Polling sleeps by the scene's own function: the answer comes during the sleep that is asked for, and no clock decides.
"""

import queue

import queue_poll_vs_block as example

from compare.props.stillness import Call


class Box(queue.Queue):
    """Counts how often somebody looks into it, or begins to wait at it."""

    looks = 0

    def get(self, block=True, timeout=None):
        self.looks += 1
        return super().get(block, timeout)

    def empty(self):
        self.looks += 1
        return super().empty()

    def qsize(self):
        self.looks += 1
        return super().qsize()


def prepare(parameters):
    return parameters


def run(state, watch):
    there, back = queue.Queue(), Box()
    if not watch.observed:
        back.put(state.answer)
        answer = example.block(state.question, there, back, 10)
        return {
            "question": there.get_nowait(),
            "answer": answer,
            "slept_ms": [],
            "error": None,
            "looks": back.looks,
        }
    slept, asked = [], []

    def step(item):
        watch.event("step", item=item)

    def hear_question():
        if not asked and not there.empty():
            asked.append(there.get_nowait())
            step("asks")

    def answer_it():
        step("answers")
        back.put(state.answer)

    def sleep(seconds):
        hear_question()
        slept.append(round(seconds * state.unit_ms))
        step("sleeps")
        if len(slept) == state.answer_after:
            answer_it()
        step("wakes")

    match state.variant:
        case "poll":
            call = Call(lambda: example.poll(state.question, there, back, sleep), watch)
        case "block":
            call = Call(lambda: example.block(state.question, there, back, 10), watch)
            call.still(limit_s=1)
            hear_question()
            step("waits")
            answer_it()
        case _:
            call = Call(lambda: example.one_queue(state.question, there, 10), watch)
    call.end(limit_s=2)
    answer = call.value if isinstance(call.value, str) else None
    step("gives up" if answer is None else "has the answer")
    if state.variant == "one-queue":
        hear_question()  # the answerer is slow to begin
    failed = type(call.error).__name__ if call.error else None
    none = "timeout" if answer is None else None
    error = "deadlock" if call.stuck or not asked else failed or none
    looks = back.looks if state.variant == "block" else None
    return {
        "question": next(iter(asked), None),
        "answer": answer,
        "slept_ms": slept,
        "error": error,
        "looks": looks,
    }
