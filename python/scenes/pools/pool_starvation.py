"""When every worker waits, or the first part is under way, another job is handed over: does the pool answer?

A worker that hands a part to its own pool meets the others before it waits. The first part is held until the
pool was asked. Jobs that never end are rescued by dropping what stands in the queue.
"""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import ThreadPoolExecutor

import pool_starvation as example

from compare.props.pools import outcome_of, outcome_of_async

LIMIT_S, RESCUE_S, MOMENT_S = 10, 2, 0.05


class WatchedPool(ThreadPoolExecutor):
    """A pool whose workers meet when they hand something to it."""

    def __init__(self, workers, watch, meet):
        self.workers = set()
        super().__init__(workers, initializer=lambda: self.workers.add(threading.get_ident()))
        self.meet = meet

    def submit(self, function, /, *args, **kwargs):
        if threading.get_ident() in self.workers:
            self.meet()
        return super().submit(function, *args, **kwargs)


class Scene:
    def __init__(self, state, watch):
        self.state, self.watch = state, watch
        self.pool = WatchedPool(state.workers, watch, self.meet)
        self.ready, self.released, self.over = (threading.Event() for _ in range(3))
        self.answers, self.rescued = None, False

    def meet(self):
        """All workers are about to wait, after those that were handed a part before."""
        if not self.ready.is_set():
            self.watch.rendezvous("all workers wait", self.state.workers)
            self.ready.set()

    def job(self, number):
        with self.watch.span("job", item=number):
            if number == 0:
                self.ready.set()
                self.released.wait(LIMIT_S)
            self.watch.event("done", item=number)
            return number * number

    def control(self):
        """Ask the pool, and rescue those who wait for good."""
        if not self.ready.wait(LIMIT_S) or self.over.is_set():
            return
        starved = self.state.variant == "blocked"
        asked = threading.Event()
        with self.watch.span("wait", item="for the pool's answer"):
            self.pool.submit(asked.set)
            self.answers = asked.wait(MOMENT_S if starved else RESCUE_S)
        self.watch.event("answered" if self.answers else "no answer")
        self.released.set()
        if not self.over.wait(RESCUE_S if self.answers else MOMENT_S):
            self.rescued = True
            self.pool.shutdown(wait=False, cancel_futures=True)


def prepare(parameters):
    return parameters


async def run(state, watch):
    scene = Scene(state, watch)
    control = threading.Thread(target=scene.control)
    control.start()
    function = getattr(example, state.variant.replace("-", "_"))
    given = (range(state.jobs), scene.job, scene.pool)
    told = (
        await outcome_of_async(function(*given))
        if is_async(function)
        else outcome_of(lambda: function(*given))
    )
    for event in (scene.over, scene.ready, scene.released):
        event.set()
    control.join()
    scene.pool.shutdown(cancel_futures=True)
    error = "deadlock" if scene.rescued else told.error
    return {"results": told.value, "error": error, "answers": scene.answers}


def is_async(function):
    return inspect.iscoroutinefunction(function)
