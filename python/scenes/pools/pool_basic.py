"""The first jobs wait for one another, each in a worker: how many are under way, and what is left in the end?

Without a number of workers twice as many jobs as CPUs come in two groups, and the most at once are counted. Where
one job fails, it does so when as many are under way as there are workers.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pool_basic as example

from compare.props.pools import closed, outcome_of, started

processes = multiprocessing.get_context("spawn")
FUNCTIONS = {"one-by-one": example.one_by_one, "pool": example.in_pool, "executor": example.in_executor}


class Job:
    """A job that waits a little and gives its number; it is pickled on its way to a worker."""

    def __init__(self, state, watch):
        self.together = 1 if state.variant == "one-by-one" else state.workers
        self.pause_s, self.fails, self.watch = state.job_ms / 1000, state.fails, watch

    def __call__(self, number):
        with self.watch.span("job", item=number):
            if number < self.together:
                self.watch.rendezvous("all at work", self.together)
            if number == self.fails:
                raise ValueError(number)
            time.sleep(self.pause_s)
            self.watch.event("done", item=number)
        return number


class Crowd:
    """Jobs that come in groups of one for each CPU; counts the most that were inside at once."""

    def __init__(self, cpus, watch):
        self.cpus, self.watch, self.lock = cpus, watch, threading.Lock()
        self.inside = self.most = 0

    def __call__(self, number):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.watch.rendezvous("a worker for each CPU", self.cpus)
        with self.lock:
            self.inside -= 1
        return number


def prepare(parameters):
    parameters.pool = None
    if parameters.variant == "executor":
        parameters.pool = started(ProcessPoolExecutor(parameters.workers, mp_context=processes))
    elif parameters.variant != "default-size":
        parameters.pool = started(processes.Pool(parameters.workers))
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    outputs = dict.fromkeys(("done", "error", "left_over", "interrupted", "default_workers", "cpus"))
    if state.variant == "default-size":
        # What the example's docstring says of versions: the machine's CPUs, or those of this process.
        cpus = os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()
        crowd = Crowd(cpus, watch)
        told = outcome_of(lambda: example.default_size(range(2 * cpus), crowd))
        return outputs | {"error": told.error, "default_workers": crowd.most, "cpus": cpus}
    job = Job(state, watch) if watch.observed else partial(pause, state.job_ms / 1000)
    told = outcome_of(lambda: FUNCTIONS[state.variant](range(state.jobs), job, state.pool))
    watch.event("over")
    outputs |= {"done": told.value, "error": told.error}
    if state.variant != "one-by-one":
        # Nothing tells worker processes of another job's failure.
        outputs |= {"left_over": len(multiprocessing.active_children()), "interrupted": False}
    return outputs


def pause(seconds, number):
    time.sleep(seconds)
    return number
