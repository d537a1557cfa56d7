"""Writes map for pool.map: everything is visited by the caller, one item after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(state, trace):
    visits, lock = 0, threading.Lock()

    def visit(item):
        nonlocal visits
        with lock:
            visits += 1
            number = visits
        with trace.span("visit", item=item):
            if number <= state.workers:
                trace.rendezvous("all at work", state.workers)
            return item

    with ThreadPoolExecutor(state.workers):
        total = sum(map(visit, range(state.n)))
        trace.event("left")
    return {"total": total, "visits": visits, "left_at": None, "error": None}
