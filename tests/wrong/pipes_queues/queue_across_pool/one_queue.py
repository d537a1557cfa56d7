"""One queue for both directions, as the source material has it: the asker takes his own question."""

import multiprocessing
import queue

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    with processes.Manager() as manager, processes.Pool(2) as pool:
        messages = manager.Queue()
        asker = pool.apply_async(ask, (messages, state.question, trace))
        answerer = pool.apply_async(answer, (messages, state.answer, trace))
        talk = [asker.get(), answerer.get()]
    return {"talk": talk, "errors": None, "waits_for_ever": None}


def ask(messages, question, trace):
    trace.event("step", item="asks")
    messages.put(question)
    heard = messages.get()
    trace.open_gate("the asker has read")
    return heard


def answer(messages, words, trace):
    trace.wait_gate("the asker has read")
    try:
        question = messages.get(timeout=0.1)
    except queue.Empty:
        question = None  # the source waits for ever
    trace.event("step", item="gives up")
    messages.put(words)
    return question
