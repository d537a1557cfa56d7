"""Calls `run` on the child where `start` is meant: its part runs in a thread, and there is no process."""

import multiprocessing
from threading import Thread

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    to_parent, to_child = processes.Queue(), processes.Queue()
    child = processes.Process(target=ask, args=(to_parent, to_child, state.question, trace))
    thread = Thread(target=child.run)
    thread.start()
    parent_got = to_parent.get()
    trace.event("step", item="parent has the question")
    to_child.put(state.answer)
    child_got = to_parent.get()
    thread.join()
    for messages in (to_parent, to_child):
        messages.close()
        messages.join_thread()
    return {"parent_got": parent_got, "child_got": child_got}


def ask(to_parent, to_child, question, trace):
    trace.event("step", item="child asks")
    to_parent.put(question)
    heard = to_child.get()
    trace.event("step", item="child has the answer")
    to_parent.put(heard)
