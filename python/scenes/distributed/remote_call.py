"""A client of two workers calls functions: how often did each run, in which process, what became of the caller's lists?

Calls that are made together meet. The last one ends first, and each one before it when that result has come to the
client: who takes results as they come gets them in the reverse order.
"""

from __future__ import annotations

import os

import remote_call as example

from compare.props.arrivals import Arrivals
from compare.props.children import Notes, until
from compare.props.kept import connected
from compare.props.pools import outcome_of


class Watched:
    """The example's own function, watched where it runs.

    Args:
        watch: the trial's trace.
        notes: gets a line "begin PROCESS" and a line "end PROCESS" of each call.
        orders: by which the call's key is known.
        meet: how many must have begun before any goes on. 0: none waits.
    """

    def __init__(self, watch, notes, orders, meet):
        self.watch, self.notes, self.orders, self.meet = watch, notes, orders, meet

    def __call__(self, order):
        key = self.orders.index(order)
        self.notes.add("begin", os.getpid())
        try:
            with self.watch.span("call", item=key):
                return self.work(key, order)
        finally:
            self.notes.add("end", os.getpid())

    def work(self, key, order):
        try:
            if self.meet and self.watch.rendezvous("all called", self.meet) and key < self.meet - 1:
                self.watch.wait_gate(f"{self.meet - 1 - key} came")
            return example.add_total(order)
        finally:
            self.watch.event("done", item=key)


def prepare(parameters):
    parameters.client = connected()
    return parameters


def cleanup(state):
    state.client.close()


def run(state, watch):
    mine = [list(order) for order in state.orders]
    if not watch.observed:
        told = outcome_of(lambda: call(state, example.add_total, mine))
        return {"bills": told.value, "mine": mine, "error": told.error}
    with Notes() as notes:
        meet = len(mine) if state.variant == "together" else 0
        with Arrivals(state.client, watch, meet):
            told = outcome_of(lambda: call(state, Watched(watch, notes, state.orders, meet), mine))
            watch.event("told", value=told.error or "bills")
        until(lambda: at_work(notes) == 0)  # gather raises at once, and the others run on
        ran = [pid for word, pid in notes.lines() if word == "begin"]
    outputs = {"bills": told.value, "mine": mine, "error": told.error}
    return outputs | {"ran": len(ran), "elsewhere": all(int(pid) != os.getpid() for pid in ran)}


def at_work(notes):
    words = [word for word, _ in notes.lines()]
    return words.count("begin") - words.count("end")


def call(state, add_total, mine):
    function = getattr(example, state.variant.replace("-", "_"))
    return function(state.client, add_total, mine[0] if state.variant in ("again", "afresh") else mine)
