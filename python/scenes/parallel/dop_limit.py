"""The first items meet when as many are under way as there may be, and stay a moment: does another one come in?

Executors begin items in the order in which they got them, so the first ones are known beforehand.
"""

from __future__ import annotations

import time

import dop_limit as example

from compare.props.children import Notes
from compare.props.pools import outcome_of

MOMENT_S = 0.05


class Job:
    """Handles an item; it is pickled on its way to a worker process."""

    def __init__(self, first, notes, watch):
        self.first, self.notes, self.watch = frozenset(first), notes, watch

    def __call__(self, item):
        with self.watch.span("item", item=item):
            if item in self.first:
                self.watch.rendezvous("limit reached", len(self.first))
                time.sleep(MOMENT_S)
            self.notes.add("done", item)


def prepare(parameters):
    parameters.notes = Notes()
    return parameters


def cleanup(state):
    state.notes.remove()


def run(state, watch):
    items, half, limit = range(state.items), state.items // 2, state.limit
    first, work = items[:limit], (items,)
    if state.variant in ("two-loops", "one-limit"):
        work = (items[:half], items[half:])
    if state.variant == "two-loops":
        first = [*work[0][:limit], *work[1][:limit]]
    function = getattr(example, state.variant.replace("-", "_"))
    told = outcome_of(lambda: function(*work, Job(first, state.notes, watch), limit))
    watch.event("told")
    return {"done": len(state.notes.lines()), "error": told.error}
