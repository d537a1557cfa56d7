"""Starts several child processes and waits for all of them, with a look at how each one ended.

Start all, then join all. Joining in the order of starting costs no time: the wait for the slowest covers all
others. A loop that joins each child right after starting it runs them one after the other. To see each end
when it comes, wait on the children's sentinels: one becomes ready when its process ends. With `os.fork`, the
way of older code, that is `os.wait`, called until there is no child left. The source material starts ten
children, which sleep for a second each, and joins them in order: that takes little more than one second.

`join` does not tell how a child ended. Look at `exitcode`, or a failure goes unnoticed.
"""

import multiprocessing
import sys
import time
from multiprocessing.connection import wait

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"one-by-one": one_by_one, "join-in-order": join_in_order, "as-they-end": as_they_end}
    children = [new_child(number, state, trace) for number in range(len(state.exit_codes))]
    ways[state.variant](children, trace)
    # [step: look at each]
    exit_codes = [child.exitcode for child in children]
    failed = [number for number, code in enumerate(exit_codes) if code != 0]
    return {"exit_codes": exit_codes, "failed": failed}


def new_child(number, state, trace):
    together = 1 if state.variant == "one-by-one" else len(state.exit_codes)
    arguments = (number, state.exit_codes[number], state.work_ms, state.variant, together, trace)
    return processes.Process(target=child_main, args=arguments)


# [step: one by one]
def one_by_one(children, trace):
    for number, child in enumerate(children):
        child.start()
        child.join()
        trace.event("collected", item=number)


# [step: join in order]
def join_in_order(children, trace):
    for child in children:
        child.start()
    for number, child in enumerate(children):
        child.join()
        trace.event("collected", item=number)


# [step: as they end]
def as_they_end(children, trace):
    for child in children:
        child.start()
    numbers = {child.sentinel: number for number, child in enumerate(children)}
    while numbers:
        for sentinel in wait(numbers):
            number = numbers.pop(sentinel)
            children[number].join()  # it has ended: this collects its exit code
            trace.event("collected", item=number)
            trace.open_gate(f"{number} was collected")


# [step: a child]
def child_main(number, exit_code, work_ms, variant, together, trace):
    with trace.span("child", item=number):
        trace.rendezvous("all at work", together)
        time.sleep(work_ms / 1000)  # stands for work
        if variant == "as-they-end" and number < together - 1:
            trace.wait_gate(f"{number + 1} was collected")  # so that the last one ends first
    sys.exit(exit_code)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
