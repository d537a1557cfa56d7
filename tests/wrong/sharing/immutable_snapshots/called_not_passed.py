"""Calls the function instead of passing it to the thread: one after the other, on the main thread."""

from threading import Lock, Thread
from types import MappingProxyType


class Shelf:
    """What is shared: a collection that is replaced, or changed, and a lock."""

    def __init__(self, items):
        self.items = items
        self.lock = Lock()


def prepare(parameters):
    return parameters


def run(state, trace):
    shelf = Shelf(list(state.base) if state.variant == "mutable" else tuple(state.base))
    add = {"mutable": mutable, "gated": gated, "swap": swap}[state.variant]
    times = state.forced if state.variant == "gated" else state.adds
    snapshot = shelf.items

    def work(number):
        with trace.span("writer", item=number):
            for turn in range(times):
                add(shelf, turn, state.writers, trace)

    writers = [Thread(target=work(number)) for number in range(state.writers)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    before = len(state.base)
    counts = {
        "made": state.writers * times,
        "added": len(shelf.items) - before,
        "seen": len(snapshot) - before,
    }
    return copies(state.base) | counts


def mutable(shelf, turn, writers, trace):
    with shelf.lock:
        shelf.items.append(turn)


def gated(shelf, turn, writers, trace):
    old = shelf.items
    trace.event("read", item=turn)
    trace.rendezvous("all have read", writers)
    shelf.items = (*old, turn)
    trace.event("replaced", item=turn)
    trace.rendezvous("all have replaced", writers)


def swap(shelf, turn, writers, trace):
    with shelf.lock:
        shelf.items = (*shelf.items, turn)


def copies(numbers):
    base = tuple(numbers)
    after = (*base, 4)
    prices = {"tea": 1}
    view, copy = MappingProxyType(prices), MappingProxyType(dict(prices))
    prices["tea"] = 2
    return {
        "after_add": after,
        "base_after": base,
        "view_sees_change": view["tea"] == 2,
        "copy_sees_change": copy["tea"] == 2,
    }
