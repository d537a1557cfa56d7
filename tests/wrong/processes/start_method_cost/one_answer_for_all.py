"""Starts one child, and takes its answer for that of all."""

import multiprocessing
import os
from queue import SimpleQueue
from threading import Thread

greeting = "as imported"


def prepare(parameters):
    return parameters


def run(state, trace):
    global greeting
    greeting = "as changed"
    if state.variant == "thread":
        answers, start = SimpleQueue(), Thread
    else:
        context = multiprocessing.get_context(state.variant)
        answers, start = context.SimpleQueue(), context.Process
    numbers = range(1)
    children = [start(target=child_main, args=(state.variant, number, answers, trace)) for number in numbers]
    for child in children:
        child.start()
    heard = [answers.get()] * state.children
    for child in children:
        child.join()
    me = os.getpid()
    return {
        "replies": [answer["reply"] for answer in heard],
        "sees": [answer["sees"] for answer in heard],
        "another_process": all(answer["pid"] != me for answer in heard),
        "child_of_mine": all(answer["parent"] == me for answer in heard),
        "same_as_set": heard[0]["same_as_set"],
        "default_method": multiprocessing.get_all_start_methods()[0],
    }


def child_main(variant, number, answers, trace):
    trace.event("child", item=number)
    same_as_set = set_is_the_same() if variant == "spawn" else None
    answer = {"reply": "hello", "sees": greeting, "pid": os.getpid(), "parent": os.getppid()}
    answers.put(answer | {"same_as_set": same_as_set})


def set_is_the_same():
    multiprocessing.set_start_method("spawn", force=True)
    return multiprocessing.get_context() is multiprocessing.get_context("spawn")
