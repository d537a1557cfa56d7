"""Jobs meet, wait and fail in a pool: what came, in which order, when and from where?

For a list the first and the last job meet, which takes two workers. For an iterator the first job goes on when
another's result was sent, so that results taken as they come stand in another order; and the last one waits
until the first result is used. Otherwise one job fails, and the results around its error are asked for.
"""

from __future__ import annotations

import multiprocessing
import uuid
from itertools import islice

import pool_map as example

from compare.props.pools import category, closed, has_sent, outcome_of, started, will_send

FUNCTIONS = {"map": "whole", "imap": "streamed", "error": "streamed", "past-errors": "past_errors"}


class Job:
    """The example's own job, watched and held; it is pickled on its way to a worker."""

    def __init__(self, state, watch):
        self.watch, self.trial, self.variant = watch, uuid.uuid4().hex, state.variant
        self.last, self.fails = state.n - 1, state.fails if FUNCTIONS[state.variant] != "whole" else None
        if state.variant == "imap":
            self.fails = None

    def __call__(self, number):
        with self.watch.span("square", item=number):
            if self.variant == "map" and number in (0, self.last):
                self.watch.rendezvous("two squaring", 2)
            if self.variant == "imap":
                self.hold(number)
            if number == self.fails:
                raise ZeroDivisionError(number)
            square = example.square(number)
            self.watch.event("squared", item=number)
            will_send(self.trial)
            return square

    def hold(self, number):
        if has_sent(self.trial):
            self.watch.open_gate("another was sent")
        if number == 0:
            self.watch.wait_gate("another was sent")
        if number == self.last:
            self.watch.wait_gate("the first result is used")


def prepare(parameters):
    parameters.pool = started(multiprocessing.get_context("spawn").Pool(parameters.workers))
    return parameters


def cleanup(state):
    closed(state.pool)


def run(state, watch):
    function = getattr(example, FUNCTIONS[state.variant])
    job = Job(state, watch) if watch.observed else example.square
    told = outcome_of(lambda: function(range(state.n), job, state.pool))
    outputs = {"squares": None, "error": told.error, "error_at": None, "after_error": None}
    if told.error is None and state.variant in ("map", "imap"):
        outputs["squares"], outputs["error"] = use(told.value, state.n, watch)
    elif told.error is None:
        before, error, after = apart(told.value, state)
        outputs |= {"error": error, "after_error": after}
        outputs["error_at"] = len(before) if state.variant == "past-errors" else None
    if watch.observed:
        state.pool.close()
        state.pool.join()  # jobs whose results nobody took are done within the trial
    return outputs


def use(results, count, watch):
    """The results one by one, as far as they come; one more is looked for than there should be."""
    squares = []

    def take():
        for square in islice(results, count + 1):
            squares.append(square)
            if len(squares) == 1:
                watch.event("first result")
            watch.open_gate("the first result is used")

    return squares, outcome_of(take).error


def apart(results, state):
    """What stood before the first error, its category, and what could be had after it."""
    results, found = iter(results), []
    for _ in range(state.n + 1):
        told = outcome_of(lambda: next(results, state))
        if told.value is state:
            break
        raised = told.value if isinstance(told.value, Exception) else told.raised
        found.append(category(raised) or told.value)
    at = next((at for at, one in enumerate(found) if isinstance(one, str)), len(found))
    return found[:at], (found[at:] or [None])[0], found[at + 1 :]
