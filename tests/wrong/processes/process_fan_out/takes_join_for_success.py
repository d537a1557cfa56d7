"""Takes a join that returns for a child that succeeded."""

import multiprocessing
import sys
import time
from multiprocessing.connection import wait

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"one-by-one": one_by_one, "join-in-order": join_in_order, "as-they-end": as_they_end}
    children = [new_child(number, state, trace) for number in range(len(state.exit_codes))]
    ways[state.variant](children, trace)
    exit_codes = [child.exitcode for child in children]
    failed = [number for number, child in enumerate(children) if child.is_alive()]
    return {"exit_codes": exit_codes, "failed": failed}


def new_child(number, state, trace):
    together = 1 if state.variant == "one-by-one" else len(state.exit_codes)
    arguments = (number, state.exit_codes[number], state.work_ms, state.variant, together, trace)
    return processes.Process(target=child_main, args=arguments)


def one_by_one(children, trace):
    for number, child in enumerate(children):
        child.start()
        child.join()
        trace.event("collected", item=number)


def join_in_order(children, trace):
    for child in children:
        child.start()
    for number, child in enumerate(children):
        child.join()
        trace.event("collected", item=number)


def as_they_end(children, trace):
    for child in children:
        child.start()
    numbers = {child.sentinel: number for number, child in enumerate(children)}
    while numbers:
        for sentinel in wait(numbers):
            number = numbers.pop(sentinel)
            children[number].join()
            trace.event("collected", item=number)
            trace.open_gate(f"{number} was collected")


def child_main(number, exit_code, work_ms, variant, together, trace):
    with trace.span("child", item=number):
        trace.rendezvous("all at work", together)
        time.sleep(work_ms / 1000)
        if variant == "as-they-end" and number < together - 1:
            trace.wait_gate(f"{number + 1} was collected")
    sys.exit(exit_code)
