"""Submits the items and asks no future for its result: the error is never seen, and nothing ends the loop."""

import threading
from concurrent.futures import ThreadPoolExecutor


class Refused(Exception):
    pass


def prepare(parameters):
    return parameters


def run(state, trace):
    visits, lock, left, error = 0, threading.Lock(), threading.Event(), None

    def visit(item):
        nonlocal visits
        with lock:
            visits += 1
            number = visits
        with trace.span("visit", item=item):
            if number <= state.workers:
                trace.rendezvous("all at work", state.workers)
            if item == 0:
                raise Refused
            left.wait()
            return item

    with ThreadPoolExecutor(state.workers) as pool:
        try:
            for item in range(state.n):
                pool.submit(visit, item)
        except Refused:
            error = "user"
        trace.event("left")
        left.set()
    return {"total": None, "visits": visits, "left_at": None, "error": error}
