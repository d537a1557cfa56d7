"""An item that notices the stop leaves by an exception, past the clean-up that stands at its end."""

import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor

PORTION = 64  # as many items as PLINQ handles between two looks at its token


def prepare(parameters):
    return parameters


def run(state, trace):
    work, error = Work(state, trace), None
    with ThreadPoolExecutor(state.workers) as pool:
        try:
            if state.variant == "beforehand":
                pool.shutdown()
            futures = start(pool, work, state)
            work.enough.wait()
            if state.variant == "give-up":
                futures[-1].result(timeout=state.limit_ms / 1000)
            else:
                pool.shutdown(wait=False, cancel_futures=True)
                trace.event("cancel")
                work.stopped.set()
                for future in futures:
                    future.result()
        except TimeoutError:
            error = "timeout"
        except CancelledError:
            error = "cancelled"
        except RuntimeError:  # an executor that was shut down takes no more work
            error = "closed"
        trace.event("told")
        work.stopped.set()
    return {"error": error, "started": work.started}


def start(pool, work, state):
    items = range(state.items)
    if state.variant == "portions":
        portions = [items[first : first + PORTION] for first in range(0, len(items), PORTION)]
        return [pool.submit(work.handle_all, portion) for portion in portions]
    return [pool.submit(work.handle, item) for item in items]


class Work:
    """What is done with each item, and how many it has been done with."""

    def __init__(self, state, trace):
        self.state, self.trace = state, trace
        self.lock = threading.Lock()
        self.started = 0
        self.enough = threading.Event()
        self.stopped = threading.Event()

    def handle_all(self, portion):
        for item in portion:
            self.handle(item)

    def handle(self, item):
        with self.lock:
            self.started += 1
            number = self.started
        with self.trace.span("item", item=item):
            if number >= self.state.cancel_after and not self.stopped.is_set():
                self.trace.rendezvous("all at work", self.state.workers)
                self.enough.set()
                self.stopped.wait()
                raise CancelledError
        self.trace.event("cleaned-up", item=item)
