"""Sleeps as the source material's comment says, and not as its code does."""

import queue
import time
from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(state, trace):
    to_answerer = queue.Queue()
    to_asker = to_answerer if state.variant == "one-queue" else queue.Queue()
    slept_ms = []
    with ThreadPoolExecutor(2) as workers:
        # [step: two workers]
        asker = workers.submit(ask, to_answerer, to_asker, state, slept_ms, trace)
        answerer = workers.submit(answer, to_answerer, to_asker, state, trace)
        heard, question = asker.result(), answerer.result()
    error = "deadlock" if question is None else "timeout" if heard is None else None
    return {"question": question, "answer": heard, "slept_ms": slept_ms, "error": error}


# [step: the asker]
def ask(to_answerer, to_asker, state, slept_ms, trace):
    trace.event("step", item="asks")
    to_answerer.put(state.question)
    heard = poll(to_asker, state, slept_ms, trace) if state.variant == "poll" else block(to_asker, trace)
    trace.event("step", item="gives up" if heard is None else "has the answer")
    trace.open_gate("the asker is done")
    return heard


# [step: look again and again]
def poll(messages, state, slept_ms, trace):
    for i in range(3):
        if not messages.empty():
            return messages.get()
        slept_ms.append((1, 4, 6)[i] * state.unit_ms)
        trace.event("step", item="sleeps")
        if i + 1 == state.answer_after:
            trace.open_gate("the asker waits")
        time.sleep(slept_ms[-1] / 1000)
        if i + 1 == state.answer_after:
            trace.wait_gate("the answer is there")  # it came while he slept
        trace.event("step", item="wakes")
    return None


# [step: block]
# The timeout is for an answer that never comes. It may be long: it costs nothing when there is one.
def block(messages, trace):
    trace.event("step", item="waits")
    trace.open_gate("the asker waits")
    return messages.get(timeout=10)


# [step: the answerer]
def answer(to_answerer, to_asker, state, trace):
    if state.variant == "one-queue":
        trace.wait_gate("the asker is done")  # the answerer is slow to begin
    try:
        # Without a limit it would wait for ever where the asker took the question himself.
        question = to_answerer.get(timeout=state.unit_ms / 1000 if state.variant == "one-queue" else 10)
    except queue.Empty:
        return None
    trace.wait_gate("the asker waits")
    trace.event("step", item="answers")
    to_asker.put(state.answer)
    trace.open_gate("the answer is there")
    return question
