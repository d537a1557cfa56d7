"""One queue for both directions, as the source material has it: the asker takes his own question."""

import multiprocessing
import queue
import time

processes = multiprocessing.get_context("spawn")
forking = multiprocessing.get_context("fork")
at_the_top = forking.Queue()
kept = (None, None)


def prepare(parameters):
    return parameters


def run(state, trace):
    words = (state.question, state.answer)
    match state.variant:
        case "argument":
            return with_argument(words, trace)
        case "manager":
            return with_manager(words, trace)
        case "initializer":
            return with_initializer(words, trace)
        case "global":
            return with_global(state, trace)


def with_argument(words, trace):
    to_answerer, to_asker = processes.Queue(), processes.Queue()
    with processes.Pool(2) as pool:
        jobs = start(pool, (to_answerer, to_asker), words, trace)
        talk, errors = [], []
        for job in jobs:
            try:
                talk.append(job.get())
            except RuntimeError:
                errors.append("not-transferable")
    return {"talk": talk or None, "errors": errors}


def with_manager(words, trace):
    with processes.Manager() as manager, processes.Pool(2) as pool:
        queues = (manager.Queue(),) * 2
        jobs = start(pool, queues, words, trace)
        return {"talk": [job.get() for job in jobs]}


def with_initializer(words, trace):
    to_answerer, to_asker = processes.Queue(), processes.Queue()
    with processes.Pool(2, initializer=keep, initargs=(to_answerer, to_asker)) as pool:
        jobs = start(pool, (None, None), words, trace)
        return {"talk": [job.get() for job in jobs]}


def start(pool, queues, words, trace):
    asker = pool.apply_async(ask, (*queues, words[0], trace))
    return asker, pool.apply_async(answer, (*queues, words[1], trace))


def keep(*queues):
    global kept
    kept = queues


def ask(to_answerer, to_asker, question, trace):
    to_answerer, to_asker = to_answerer or kept[0], to_asker or kept[1]
    trace.event("step", item="asks")
    to_answerer.put(question)
    heard = to_asker.get()
    trace.wait_gate("the answerer has come")  # otherwise one worker may do both jobs
    trace.open_gate("the asker has read")
    return heard


def answer(to_answerer, to_asker, words, trace):
    to_answerer, to_asker = to_answerer or kept[0], to_asker or kept[1]
    trace.open_gate("the answerer has come")
    trace.wait_gate("the asker has read")
    try:
        question = to_answerer.get(timeout=0.1)
    except queue.Empty:
        question = None
    trace.event("step", item="gives up")
    to_asker.put(words)
    return question


def with_global(state, trace):
    global at_the_top
    at_the_top, waits_for_ever = forking.Queue(), {}
    for method in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            at_the_top.put(state.question)
            while at_the_top.empty():
                time.sleep(0.001)
            found = pool.apply(look, (method, state.wait_ms / 1000, trace))
            waits_for_ever[method] = found is None
            if found is None:
                at_the_top.get()
    at_the_top.close()
    return {"waits_for_ever": waits_for_ever}


def look(method, patience, trace):
    with trace.span("look", item=method):
        try:
            return at_the_top.get(timeout=patience)
        except queue.Empty:
            return None
