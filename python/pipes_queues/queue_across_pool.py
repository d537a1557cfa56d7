"""Gives the workers of a pool a queue, in four ways, and shows which of them works.

A `multiprocessing.Queue` is made of a pipe and locks. It cannot be pickled, and a pool pickles the arguments
of its jobs: the error comes with the job's result, and where nobody asks for that, nobody sees it. A worker
gets a queue when it starts, through the pool's initializer. A manager's queue may also be an argument: it is
a proxy of a queue in one more process, and each put and get goes there and back.

A queue that stands at the top of the module works under fork, which copies the parent. The source material
leaves that as a riddle for Linux. Under spawn, and under forkserver, which is the default on Linux since
Python 3.14, each worker imports the module and so has a queue of its own, into which nobody puts anything:
there its program hangs for ever. Its other programs use one queue for both directions, where the asker may
take his own question. Here are two.
"""

import multiprocessing
import queue
import time

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")
forking = multiprocessing.get_context("fork")
at_the_top = forking.Queue()  # each process that imports this module makes one
kept = (None, None)  # a worker's queues, where it gets them at its start


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


# [step: the queues as arguments]
def with_argument(words, trace):
    to_answerer, to_asker = processes.Queue(), processes.Queue()
    with processes.Pool(2) as pool:
        jobs = start(pool, (to_answerer, to_asker), words, trace)
        talk, errors = [], []
        for job in jobs:
            try:
                talk.append(job.get())
            except RuntimeError:  # "… should only be shared between processes through inheritance"
                errors.append("not-transferable")
    return {"talk": talk or None, "errors": errors}


# [step: a manager's queues]
def with_manager(words, trace):
    with processes.Manager() as manager, processes.Pool(2) as pool:
        # Kept in a name: a manager drops what nobody refers to, and a job refers to it only once it runs.
        queues = manager.Queue(), manager.Queue()
        jobs = start(pool, queues, words, trace)
        return {"talk": [job.get() for job in jobs]}


# [step: the queues as the workers start]
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


# [step: ask and answer]
def ask(to_answerer, to_asker, question, trace):
    to_answerer, to_asker = to_answerer or kept[0], to_asker or kept[1]
    trace.event("step", item="asks")
    to_answerer.put(question)
    return to_asker.get()


def answer(to_answerer, to_asker, words, trace):
    to_answerer, to_asker = to_answerer or kept[0], to_asker or kept[1]
    question = to_answerer.get()
    trace.event("step", item="has the question")
    to_asker.put(words)
    return question


# [step: a global queue]
# Does a worker find in the global queue what its parent has put there?
def with_global(state, trace):
    global at_the_top
    at_the_top, waits_for_ever = forking.Queue(), {}
    for method in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            at_the_top.put(state.question)
            while at_the_top.empty():  # a thread of the queue's own sends the message off
                time.sleep(0.001)
            found = pool.apply(look, (method, state.wait_ms / 1000, trace))
            waits_for_ever[method] = found is None
            if found is None:
                at_the_top.get()  # it is still here
    at_the_top.close()
    return {"waits_for_ever": waits_for_ever}


# Without its limit, `get` would wait for ever.
def look(method, patience, trace):
    with trace.span("look", item=method):
        try:
            return at_the_top.get(timeout=patience)
        except queue.Empty:
            return None


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
