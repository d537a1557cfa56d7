"""Shuts the executor down without cancel_futures: everything in the queue is still done."""

import threading
from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(state, trace):
    work = Work(state, trace)
    with ThreadPoolExecutor(state.workers) as pool:
        futures = [pool.submit(work.handle, item) for item in range(state.items)]
        work.enough.wait()
        pool.shutdown(wait=False)
        trace.event("cancel")
        work.stopped.set()
        for future in futures:
            future.result()
        trace.event("told")
    return {"error": None, "started": work.started}


class Work:
    def __init__(self, state, trace):
        self.state, self.trace = state, trace
        self.lock = threading.Lock()
        self.started = 0
        self.enough = threading.Event()
        self.stopped = threading.Event()

    def handle(self, item):
        with self.lock:
            self.started += 1
            number = self.started
        try:
            with self.trace.span("item", item=item):
                if number >= self.state.cancel_after and not self.stopped.is_set():
                    self.trace.rendezvous("all at work", self.state.workers)
                    self.enough.set()
                    self.stopped.wait()
        finally:
            self.trace.event("cleaned-up", item=item)
