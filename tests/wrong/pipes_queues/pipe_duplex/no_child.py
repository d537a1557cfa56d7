"""Makes the pipe and the child, and does the child's part in the parent: the process is never started."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    here, there = processes.Pipe()
    match state.variant:
        case "process":
            parent_got, child_got = with_process(here, there, state, trace)
        case "two-workers":
            parent_got, child_got = with_workers(2, None, here, there, state, trace)
        case "one-worker":
            parent_got, child_got = with_workers(1, state.wait_ms / 1000, here, there, state, trace)
    here.close()
    there.close()
    error = "deadlock" if child_got is None else None
    heard_itself = child_got == state.question
    return {"parent_got": parent_got, "child_got": child_got, "heard_itself": heard_itself, "error": error}


def with_process(here, there, state, trace):
    child = processes.Process(target=ask, args=(there, state.question, None, trace))
    thread = Thread(target=child.run)
    thread.start()
    heard = answer(here, state.answer, trace)
    thread.join()
    return heard


def with_workers(workers, patience, here, there, state, trace):
    with ThreadPoolExecutor(workers) as pool:
        pool.submit(ask, there, state.question, patience, trace)
        parent = pool.submit(answer, here, state.answer, trace)
        return parent.result()


def ask(end, question, patience, trace):
    trace.event("step", item="child asks")
    end.send(question)
    heard = end.recv() if end.poll(patience) else None
    trace.event("step", item="child gives up" if heard is None else "child has the answer")
    end.send(heard)


def answer(end, words, trace):
    heard = end.recv()
    trace.event("step", item="parent has the question")
    end.send(words)
    return heard, end.recv()
