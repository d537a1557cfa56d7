"""Ranges of numbers are jobs of a pool; the first two jobs meet: how many were there, and who did them?

One job for all has nobody to meet. The worker processes are there before the clock starts.
"""

from __future__ import annotations

import multiprocessing

import grain_size as example

from compare.props.pools import closed, outcome_of, started


class Job:
    """The example's own job, watched; it is pickled on its way to a worker."""

    def __init__(self, grain, count, watch):
        self.meet = {1, 1 + grain} if grain < count else set()
        self.watch = watch

    def __call__(self, numbers):
        with self.watch.span("job", item=numbers.start):
            if numbers.start in self.meet:
                self.watch.rendezvous("two at work", 2)
            return example.count_divisors(numbers)


def prepare(parameters):
    parameters.pool = started(multiprocessing.get_context("spawn").Pool(parameters.workers))
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    grain = {"fine": 1, "middling": state.grain}.get(state.variant, state.n)
    job = Job(grain, state.n, watch) if watch.observed else example.count_divisors
    if state.variant == "serial":
        told = outcome_of(lambda: example.serial(state.n, job))
    else:
        told = outcome_of(lambda: example.in_jobs(state.n, grain, job, state.pool))
    watch.event("told")
    return {"divisors": told.value, "error": told.error}
