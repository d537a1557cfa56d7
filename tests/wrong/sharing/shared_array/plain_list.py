"""Gives the children a plain list: each of them changes a copy of its own."""

import ctypes
import multiprocessing
from array import array
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    value, items = SimpleNamespace(value=state.value), list(range(state.n))
    seen = processes.SimpleQueue()
    children = [
        processes.Process(target=work, args=(number, state.written, value, items, seen, trace))
        for number in (0, 1)
    ]
    for child in children:
        child.start()
    trace.open_gate("turn 0")
    views = [seen.get() for _ in children]
    for child in children:
        child.join()
    return {"views": views, "value": value.value, "final": items[:]} | type_codes(state.too_big)


def work(number, written, value, items, seen, trace):
    with trace.span("child", item=number):
        trace.rendezvous("both at work", 2)
        trace.wait_gate(f"turn {number}")
        items[number] = written
        view = {"value": value.value, "items": items[:]}
        trace.event("looked", item=number)
        seen.put(view)
        trace.open_gate(f"turn {number + 1}")


def type_codes(too_big):
    sizes = {code: ctypes.sizeof(processes.RawValue(code)) for code in "bBhHiIqQfd"}
    size_of_l = ctypes.sizeof(processes.RawValue("l"))
    small = processes.RawValue("b")
    small.value = too_big
    refused = None
    try:
        array("b", [too_big])
    except OverflowError:
        refused = "overflow"
    return {"sizes": sizes, "size_of_l": size_of_l, "kept": small.value, "checked": refused}
