"""Uses queues at the top of the module in a pool that spawns: each worker has its own, as under forkserver."""

import multiprocessing
import queue

processes = multiprocessing.get_context("spawn")
forking = multiprocessing.get_context("fork")
to_answerer, to_asker = forking.Queue(), forking.Queue()


def prepare(parameters):
    return parameters


def run(state, trace):
    with processes.Pool(2, maxtasksperchild=1) as pool:
        asker = pool.apply_async(ask, (state.question, trace))
        answerer = pool.apply_async(answer, (state.answer, trace))
        talk = [asker.get(), answerer.get()]
    return {"talk": talk, "errors": None, "waits_for_ever": None}


def ask(question, trace):
    trace.event("step", item="asks")
    to_answerer.put(question)
    trace.open_gate("asked")
    return taken(to_asker)


def answer(words, trace):
    trace.wait_gate("asked")
    question = taken(to_answerer)
    trace.event("step", item="gives up" if question is None else "has the question")
    to_asker.put(words)
    return question


def taken(messages):
    try:
        return messages.get(timeout=0.1)
    except queue.Empty:
        return None  # the source waits for ever
