"""All workers meet in the first items; later, who is behind the item at which the loop is left is held.

Held items go on when the caller has been told, which waits for none of them (after two seconds it is given up
and nobody is held any more). So a program that drops the items that have not begun begins hardly any of them.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import parallel_foreach as example

from compare.props.pools import closed, outcome_of, started

RESCUE_S = 2.0


def plain(item):
    return item


class Items:
    """What is done with each item, and how many it has been done with."""

    def __init__(self, state, watch):
        self.state, self.watch = state, watch
        self.lock, self.visits = threading.Lock(), 0
        self.leaving, self.told = threading.Event(), threading.Event()
        # The items that need not wait for the caller: all, those up to the one that fits, the one that fails.
        self.needed = {"for-each": state.n, "leave": state.needed, "error": 1}[state.variant]

    def visit(self, item):
        with self.lock:
            self.visits += 1
            first = self.visits <= self.state.workers
        with self.watch.span("visit", item=item):
            if first:
                self.watch.rendezvous("all at work", self.state.workers)
            if item > self.needed:
                self.leaving.wait(RESCUE_S)
                if not self.told.wait(RESCUE_S):
                    self.told.set()
            else:
                self.watch.event("needed", item=item)
        self.watch.event("visited", item=item)
        if item == self.needed:
            self.leaving.set()
            if self.state.variant == "error":
                raise ValueError(item)
        return item

    def fits(self, item):
        return self.visit(item) == self.needed


def prepare(parameters):
    parameters.pool = started(ThreadPoolExecutor(parameters.workers))
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    items, numbers = Items(state, watch), range(1, state.n + 1)
    if state.variant == "leave":
        told = outcome_of(lambda: example.leave(numbers, items.fits, state.pool))
    else:
        visit = items.visit if watch.observed else plain
        told = outcome_of(lambda: example.for_each(numbers, visit, state.pool))
    watch.event("told")
    items.told.set()
    if not watch.observed:
        return {"total": told.value, "visits": None, "left_at": None, "error": told.error}
    state.pool.shutdown()  # what nobody waited for ends within the trial
    return {
        "total": told.value if state.variant == "for-each" else None,
        "visits": items.visits,
        "left_at": told.value if state.variant == "leave" else None,
        "error": told.error,
    }
