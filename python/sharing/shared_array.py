"""Two child processes write into one array, each into an item of its own.

A process has memory of its own. A child that is given a list gets a copy, and what it writes there nobody
else sees. `Value` and `Array` lie in memory that all processes share. They hold numbers as C does: a type
code says how many bytes an item has, and a number that is too large for them is cut without a word.

In the source material the second child prints the first one's 10 as well. That needs the first to have
been quicker, so here they take turns. Each single access to an `Array` is locked, which is enough only
because no two children want the same item. `multiprocessing.shared_memory` (Python 3.8) gives plain
bytes, without types and without a lock. Older code kept such an array in a global and let forked children
inherit it, which does not work where children are spawned.
"""

import ctypes
import multiprocessing
from array import array
from types import SimpleNamespace

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: make the array]
    if state.variant == "shared":
        value, items = processes.Value("d", state.value), processes.Array("i", range(state.n))
    else:
        value, items = SimpleNamespace(value=state.value), list(range(state.n))
    # [step: start the children]
    seen = processes.SimpleQueue()
    children = [
        processes.Process(target=work, args=(number, state.written, value, items, seen, trace))
        for number in (0, 1)
    ]
    for child in children:
        child.start()
    trace.open_gate("turn 0")
    # [step: hear what they saw]
    # They answer in turn, so the first answer is the first child's.
    views = [seen.get() for _ in children]
    for child in children:
        child.join()
    # [step: look at the array]
    return {"views": views, "value": value.value, "final": items[:]} | type_codes(state.too_big)


# [step: the child]
def work(number, written, value, items, seen, trace):
    with trace.span("child", item=number):
        trace.rendezvous("both at work", 2)
        trace.wait_gate(f"turn {number}")
        items[number] = written
        view = {"value": value.value, "items": items[:]}
        trace.event("looked", item=number)
        seen.put(view)
        trace.open_gate(f"turn {number + 1}")


# [step: what fits into an item]
def type_codes(too_big):
    sizes = {code: ctypes.sizeof(processes.RawValue(code)) for code in "bBhHiIqQfd"}
    # C promises little about its long: Windows gives it 4 bytes, other systems give it 8.
    size_of_l = ctypes.sizeof(processes.RawValue("l"))
    small = processes.RawValue("b")
    small.value = too_big
    # A plain array, which is not shared, checks what it is given.
    refused = None
    try:
        array("b", [too_big])
    except OverflowError:
        refused = "overflow"
    return {"sizes": sizes, "size_of_l": size_of_l, "kept": small.value, "checked": refused}


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
