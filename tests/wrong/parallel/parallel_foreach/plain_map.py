"""Writes map for pool.map: everything is visited by the caller, one item after the other."""

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
                total = sum(map(loop.visit, items))
            case "leave":
                for item in pool.map(loop.visit, items):
                    if item == state.needed - 1:
                        left_at = item
                        break
            case "error":
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
                self.left.wait()
            return item
