"""Starts the same children by spawn, fork and forkserver, and as threads: what each finds, and what it costs.

`spawn` starts a new interpreter, which imports the module again: nothing of what the parent changed is there.
`fork` copies the parent as it stands, which is fast and dangerous: of its threads only one is copied, and a
lock that another one held stays locked for ever. `forkserver` starts a clean server once, which forks on
demand. spawn works everywhere, the other two on POSIX systems only. macOS took fork as its default until 3.7,
Linux until 3.13; since 3.14 that is forkserver there. So do not rely on it: name it, by `get_context`.

The source material runs a program by `set_start_method("spawn")` in 0.407 s, by `get_context("spawn")` in
0.169 s (and by fork in 0.072 s), and finds `get_context` faster. Both do the same: the first run was the cold
one, whose files had yet to come from the disk. Warm up, take turns, and measure more than once.
"""

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
    # [step: start the children]
    if state.variant == "thread":
        answers, start = SimpleQueue(), Thread
    else:
        context = multiprocessing.get_context(state.variant)
        answers, start = context.SimpleQueue(), context.Process
    numbers = range(state.children)
    children = [start(target=child_main, args=(state.variant, number, answers, trace)) for number in numbers]
    for child in children:
        child.start()
    # [step: hear from them]
    heard = [answers.get() for _ in children]
    # [step: wait for their end]
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


# [step: the child]
def child_main(variant, number, answers, trace):
    trace.event("child", item=number)
    same_as_set = set_is_the_same() if variant == "spawn" else None
    answer = {"reply": "hello", "sees": greeting, "pid": os.getpid(), "parent": os.getppid()}
    answers.put(answer | {"same_as_set": same_as_set})


# To set it is for a whole program, and only once. Here the program is the child.
def set_is_the_same():
    multiprocessing.set_start_method("spawn", force=True)
    return multiprocessing.get_context() is multiprocessing.get_context("spawn")


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
