"""Uses one queue for both directions: the child takes its own question for the answer."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue


def prepare(parameters):
    return parameters


def run(state, trace):
    messages = Queue()
    with ThreadPoolExecutor(2) as pool:
        child = pool.submit(ask, messages, state.question, trace)
        parent = pool.submit(answer, messages, state.answer, trace)
        child_got, parent_got = child.result(), parent.result()
    heard_itself = child_got == state.question
    error = "deadlock" if child_got is None else None
    return {"parent_got": parent_got, "child_got": child_got, "heard_itself": heard_itself, "error": error}


def ask(messages, question, trace):
    trace.event("step", item="child asks")
    messages.put(question)
    heard = messages.get()
    trace.event("step", item="child has the answer")
    trace.open_gate("the child has read")
    return heard


def answer(messages, words, trace):
    trace.wait_gate("the child has read")
    try:
        heard = messages.get(timeout=0.1)
    except Empty:
        heard = None
    trace.event("step", item="parent has the question")
    messages.put(words)
    return heard
