"""The first number is slow: is another result handed out before it is squared?

In any order, the first job goes on when another result was handed out; in the order of the input, when another
number was squared, and a moment later: time to hand out the early result, which no right text does. The others
begin to be squared only when the first one is under way.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import parallel_squares as example

from compare.props.pools import closed, outcome_of, started

MOMENT_S = 0.05


class Job:
    """The example's own job, watched and held."""

    def __init__(self, state, watch):
        self.watch, self.slow, self.alone = watch, state.numbers[0], state.variant == "sequential"
        self.handed_out = threading.Event()
        self.overtaken = f"another is {'handed out' if state.variant == 'unordered' else 'squared'}"

    def __call__(self, number):
        with self.watch.span("square", item=number):
            if self.alone:
                return example.square(number)
            if number == self.slow:
                self.watch.open_gate("the slow one has begun")
                self.watch.wait_gate(self.overtaken)
                self.handed_out.wait(MOMENT_S)
                self.watch.event("slow one squared", item=number)
            else:
                self.watch.wait_gate("the slow one has begun")
                self.watch.open_gate("another is squared")
            return example.square(number)


def prepare(parameters):
    parameters.pool = started(ThreadPoolExecutor(parameters.workers))
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    held = Job(state, watch)
    job = held if watch.observed else example.square
    squares = []

    def use():
        if state.variant == "sequential":
            results = example.sequential(state.numbers, job)
        else:
            results = getattr(example, state.variant)(state.numbers, job, state.pool)
        for square in islice(results, len(state.numbers) + 1):
            squares.append(square)
            watch.event("handed out", item=square)
            watch.open_gate("another is handed out")
            held.handed_out.set()

    error = outcome_of(use).error
    any_order = state.variant == "unordered"
    return {
        "squares": None if any_order else squares,
        "any_order": squares if any_order else None,
        "error": error,
    }
