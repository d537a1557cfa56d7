"""An item that notices the stop leaves by an exception, past the clean-up that stands at its end."""

import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(state, trace):
    work, error = Work(state, trace), None
    with ThreadPoolExecutor(state.workers) as pool:
        futures = [pool.submit(work.handle, item) for item in range(state.items)]
        work.enough.wait()
        pool.shutdown(wait=False, cancel_futures=True)
        trace.event("cancel")
        work.stopped.set()
        try:
            for future in futures:
                future.result()
        except CancelledError:
            error = "cancelled"
    trace.event("told")
    return {"error": error, "started": work.started}


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
        with self.trace.span("item", item=item):
            if number >= self.state.cancel_after:
                self.trace.rendezvous("all at work", self.state.workers)
                self.enough.set()
                self.stopped.wait()
                raise CancelledError
        self.trace.event("cleaned-up", item=item)
