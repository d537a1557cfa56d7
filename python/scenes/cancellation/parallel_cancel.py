"""A loop is stopped while every worker is in the middle of an item: which items begin after that?

The items that are under way wait until the stop has done its work: nothing waits in the pool's queue any more
(a text that leaves it there is given two seconds). Their clean-up takes a moment, so a caller that does not
wait for it is told before.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import parallel_cancel as example

from compare.props.pools import outcome_of

LIMIT_S, RESCUE_S, MOMENT_S = 10, 2, 0.05
FUNCTIONS = {"portions": example.portions, "give-up": example.give_up}


class WatchedPool(ThreadPoolExecutor):
    """A pool that knows what it was given."""

    def __init__(self, workers):
        super().__init__(workers)
        self.futures = []

    def submit(self, function, /, *args, **kwargs):
        self.futures.append(super().submit(function, *args, **kwargs))
        return self.futures[-1]

    def waits(self):
        return any(not (future.running() or future.done()) for future in self.futures)


class Items:
    """Counts the items that begin, holds them from a certain one on, and stops the loop then."""

    def __init__(self, state, watch):
        self.state, self.watch, self.pool = state, watch, WatchedPool(state.workers)
        self.lock, self.started = threading.Lock(), 0
        self.stop, self.enough, self.told, self.released = (threading.Event() for _ in range(4))

    def handle(self, item):
        with self.lock:
            self.started += 1
            held = 0 <= self.started - self.state.cancel_after < self.state.workers
        try:
            with self.watch.span("item", item=item):
                if held:
                    self.watch.rendezvous("all at work", self.state.workers)
                    self.enough.set()
                    self.released.wait(LIMIT_S)
                    self.told.wait(MOMENT_S)
        finally:
            self.watch.event("cleaned-up", item=item)

    def control(self):
        """Stop the loop, and let the items that are under way go on when that is done."""
        self.enough.wait(LIMIT_S)
        if self.state.variant == "give-up":
            self.told.wait(RESCUE_S)
        else:
            self.stop.set()
            end = time.monotonic() + RESCUE_S
            while self.pool.waits() and time.monotonic() < end:
                time.sleep(0.001)
            self.watch.event("cancel")
        self.released.set()


def prepare(parameters):
    return parameters


def run(state, watch):
    items = Items(state, watch)
    loop = FUNCTIONS.get(state.variant, example.idiomatic)
    if state.variant == "beforehand":
        items.stop.set()
        items.pool.shutdown()
        items.enough.set()
    control = threading.Thread(target=items.control)
    control.start()
    until = state.limit_ms / 1000 if state.variant == "give-up" else items.stop
    told = outcome_of(lambda: loop(range(state.items), items.handle, items.pool, until))
    watch.event("told")
    for event in (items.told, items.enough):
        event.set()
    control.join()
    items.pool.shutdown()
    return {"error": told.error, "started": items.started}
