"""The first job ends when all others were told of: who was told, of what, when, and on which thread?

The last callback takes a moment, so a program that does not wait for it is done before.
"""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor

import pool_callbacks as example

from compare.props.pools import outcome_of, started

MOMENT_S = 0.05
processes = multiprocessing.get_context("spawn")


class Job:
    """Gives its number or fails; it is pickled on its way to a worker."""

    def __init__(self, state, watch):
        self.fail_from, self.watch = state.fail_from, watch
        self.slow = state.variant != "no-error-callback"  # there the others are never all told

    def __call__(self, number):
        if number == 0 and self.slow:
            self.watch.wait_gate("the others are told")
            self.watch.event("slow job goes on")
        self.watch.event("ended", item=number)
        if number >= self.fail_from:
            raise ValueError(f"job {number} broke down")
        return number


class Book:
    """What was told so far, and on which threads."""

    def __init__(self, others, watch):
        self.others, self.watch, self.over = others, watch, threading.Event()
        self.succeeded, self.failed, self.messages, self.threads = [], [], [], set()

    def on_result(self, number):
        self.succeeded.append(number)
        self.told(number)

    def on_error(self, error):
        number = int(str(error).split()[1])
        self.failed.append(number)
        self.messages.append(str(error))
        self.told(number)

    def told(self, number):
        self.threads.add(threading.get_ident())
        with self.watch.span("telling", item=number):
            if number == 0 and self.watch.observed:
                self.over.wait(MOMENT_S)
            self.watch.event("told", item=number)
            if len(self.succeeded) + len(self.failed) == self.others:
                self.watch.open_gate("the others are told")


def prepare(parameters):
    if parameters.variant == "as-completed":
        parameters.pool = started(ProcessPoolExecutor(2, mp_context=processes))
    else:
        parameters.pool = started(processes.Pool(2))
    return parameters


def cleanup(state):
    if state.variant == "as-completed":
        state.pool.shutdown(cancel_futures=True)
    else:
        state.pool.close()
        state.pool.join()


def run(state, watch):
    book, job = Book(state.jobs - 1, watch), Job(state, watch)
    function = example.as_completed if state.variant == "as-completed" else example.callbacks
    on_error = None if state.variant == "no-error-callback" else book.on_error
    told = outcome_of(lambda: function(range(state.jobs), job, book.on_result, on_error, state.pool))
    watch.event("over")
    book.over.set()
    outputs = {"succeeded": list(book.succeeded), "failed": list(book.failed), "error": told.error}
    outputs |= {"messages": list(book.messages), "threads": len(book.threads)}
    watch.open_gate("the others are told")
    cleanup(state)  # what is told too late is told within the trial
    return outputs
