"""Does the same for each item of a list on several threads, adds up, and leaves the loop early.

This is data parallelism: one thing to do, many data to do it with. An executor's `map` deals out the items
and gives back what each gave, in their order, so adding up is a plain sum. Whoever leaves the loop, by
`break` or by an error, drops the items that have not begun; those under way go on to their end. The items
here are too small to gain from threads, and under a global lock only those gain that wait. Older code takes
Pool.imap_unordered: breaking out of that drops nothing, and the pool goes on until somebody terminates it.
"""

import threading
from concurrent.futures import ThreadPoolExecutor


class Refused(Exception):
    """The item's own error."""


def prepare(parameters):
    return parameters


def run(state, trace):
    loop, items = Loop(state, trace), range(state.n)
    total, left_at, error = None, None, None
    with ThreadPoolExecutor(state.workers) as pool:
        match state.variant:
            case "for-each":
                # [step: add up]
                total = sum(pool.map(loop.visit, items))
            case "leave":
                # [step: leave at an item]
                for item in pool.map(loop.visit, items):
                    if item == state.needed - 1:
                        left_at = item
                        break
            case "error":
                # [step: meet an error]
                try:
                    list(pool.map(loop.visit, items))
                except Refused:
                    error = "user"
        trace.event("left")
        loop.left.set()
    return {"total": total, "visits": loop.visits, "left_at": left_at, "error": error}


class Loop:
    """What is done with each item, and how many it has been done with."""

    def __init__(self, state, trace):
        self.state, self.trace = state, trace
        self.lock = threading.Lock()
        self.visits = 0
        self.left = threading.Event()
        self.needed = {"for-each": state.n, "leave": state.needed, "error": 1}[state.variant]

    # [step: visit an item]
    def visit(self, item):
        with self.lock:
            self.visits += 1
            number = self.visits
        with self.trace.span("visit", item=item):
            if number <= self.state.workers:
                self.trace.rendezvous("all at work", self.state.workers)
            if self.state.variant == "error" and item == 0:
                raise Refused
            if item < self.needed:
                self.trace.event("needed", item=item)
            else:
                # Nobody tells an item that its loop was left: the program has to say so itself.
                self.left.wait()
            return item


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
