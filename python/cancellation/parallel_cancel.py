"""Stops a parallel loop in the middle: what has begun goes on to its end, the rest never begins.

An executor drops what still waits in its queue (`cancel_futures`, Python 3.9); nothing interrupts an item
that runs. Where items are handed out in portions, a portion that has begun is done as a whole. And giving up
waiting, with `timeout=`, stops nothing at all. Older code terminates a process pool to get out of such
a loop, and then no clean-up runs.
"""

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
            # [step: start the loop]
            futures = start(pool, work, state)
            work.enough.wait()
            # [step: stop it]
            if state.variant == "give-up":
                futures[-1].result(timeout=state.limit_ms / 1000)
            else:
                pool.shutdown(wait=False, cancel_futures=True)
                trace.event("cancel")
                work.stopped.set()
                # The items that had begun have results, the others were dropped.
                for future in futures:
                    future.result()
        except TimeoutError:
            error = "timeout"
        except CancelledError:
            error = "cancelled"
        except RuntimeError:  # an executor that was shut down takes no more work
            error = "closed"
        trace.event("told")
        # [step: see the rest end]
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

    # [step: handle an item]
    def handle(self, item):
        with self.lock:
            self.started += 1
            number = self.started
        try:
            with self.trace.span("item", item=item):
                # The stop finds every worker in the middle of an item. Those items outlast it.
                if number >= self.state.cancel_after and not self.stopped.is_set():
                    self.trace.rendezvous("all at work", self.state.workers)
                    self.enough.set()
                    self.stopped.wait()
        finally:
            self.trace.event("cleaned-up", item=item)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
