"""Two children write into their items and say at once what they see; what is there in the end is the text's."""

import ctypes
import functools
import multiprocessing

import shared_array as example

from compare.props.crew import category

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, watch):
    if state.variant in ("cut", "checked"):
        return one_byte(getattr(example, state.variant), state.too_big)
    seen, final, error = processes.SimpleQueue(), None, None
    try:
        with watch.span("call"):
            final = getattr(example, state.variant)(
                functools.partial(write, watch, seen, state.written), state.n
            )
    except Exception as raised:
        error = category(raised)
    watch.event("told")
    for child in multiprocessing.active_children():  # whom the text did not wait for
        child.join(2.0)
    views = []
    while not seen.empty():
        views.append(seen.get())
    return {"views": views, "final": final, "error": error}


def write(watch, seen, written, number, items):
    with watch.span("child", item=str(number)):
        items[number] = written
        seen.put(list(items))


def one_byte(function, too_big):
    kept, error = None, None
    try:
        kept = function(too_big)
    except Exception as raised:
        error = category(raised)
    sizes = {code: ctypes.sizeof(processes.RawValue(code)) for code in "bBhHiIqQfd"}
    # C promises little about its long: Windows gives it 4 bytes, other systems give it 8.
    size_of_l = ctypes.sizeof(processes.RawValue("l"))
    return {"kept": kept, "error": error, "sizes": sizes, "size_of_l": size_of_l}
