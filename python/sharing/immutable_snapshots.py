"""Several threads add to a collection that a reader has taken beforehand.

A tuple never changes. `(*base, 4)` is another tuple, and whoever has the old one goes on reading it in
peace, without a lock. To add for all to see, a writer puts a new tuple in the place of the old one. Between
reading the old and writing the new somebody else may have done the same, and that addition is lost: so the
swap needs the lock. A list, on the other hand, changes under its readers.

Each such addition copies the whole tuple. Python has no immutable collection that is cheap to add to; in
its place older code copied a list for each reader, which costs as much and is easily forgotten. A
`MappingProxyType` is read-only for the one who has it, but no copy: others may change the dict behind it.
"""

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
    # [step: take a snapshot]
    # No copy: this is what is on the shelf now.
    snapshot = shelf.items

    # [step: the writer]
    def work(number):
        with trace.span("writer", item=number):
            trace.rendezvous("all at work", state.writers)
            for turn in range(times):
                add(shelf, turn, state.writers, trace)

    # [step: add]
    writers = [Thread(target=work, args=(number,)) for number in range(state.writers)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    # [step: compare]
    before = len(state.base)
    counts = {
        "made": state.writers * times,
        "added": len(shelf.items) - before,
        "seen": len(snapshot) - before,
    }
    return copies(state.base) | counts


# [step: mutable]
def mutable(shelf, turn, writers, trace):
    with shelf.lock:
        shelf.items.append(turn)


# [step: gated]
def gated(shelf, turn, writers, trace):
    old = shelf.items
    trace.event("read", item=turn)
    # The gap between reading and replacing, held open until everybody is in it.
    trace.rendezvous("all have read", writers)
    shelf.items = (*old, turn)
    trace.event("replaced", item=turn)
    trace.rendezvous("all have replaced", writers)


# [step: swap]
def swap(shelf, turn, writers, trace):
    with shelf.lock:
        shelf.items = (*shelf.items, turn)


# [step: copies and views]
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


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
