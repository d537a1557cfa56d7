"""A client has numbers worked on: how many at once, when does each result come, who still runs when one fails?

Calls that are sent together meet, and the last one ends first. Where a failure is told at once, the others stay at work
until it was. With a limit each call stays until the one is there that takes the place of the call before it: as many as
may are at work until the end, and another one would come in.
"""

from __future__ import annotations

import os
import threading

import map_over_cluster as example

from compare.props.arrivals import Arrivals
from compare.props.children import Notes, until
from compare.props.kept import connected
from compare.props.pools import bounded_outcome, outcome_of

TOLD_AT_ONCE = ("in-order", "as-they-end")  # variants in which the first error comes out while others run
ROUNDS = 10
LOOK_S = 0.001


class Watched:
    """The example's own function, watched where it runs.

    Args:
        watch: the trial's trace.
        notes: gets a line "begin NUMBER" and a line "end NUMBER" of each call.
        state: the prepared state.
    """

    def __init__(self, watch, notes, state):
        self.watch, self.notes = watch, notes
        self.numbers, self.limit, self.variant = state.numbers, state.limit, state.variant

    def __call__(self, number):
        self.notes.add("begin", number)
        try:
            with self.watch.span("call", item=number):
                return self.work(number)
        finally:
            self.notes.add("end", number)

    def work(self, number):
        try:
            self.meet(number)
            return example.divisors(number)
        finally:
            self.watch.event("done", item=self.numbers.index(number))

    def meet(self, number):
        count = len(self.numbers)
        if self.variant == "at-most":
            rank = begun(self.notes).index(number)
            self.watch.wait_gate(f"{min(rank + self.limit, count)} sent")
        elif self.watch.rendezvous("all at work", count):
            if self.variant in TOLD_AT_ONCE and min(self.numbers) < 1:
                if number > 0:
                    self.watch.wait_gate("told")
            elif later := count - 1 - self.numbers.index(number):
                self.watch.wait_gate(f"{later} came")


class Sending:
    """The client as the program under judgement sees it, while the block lasts.

    For each call that it has sent a gate opens, when all workers have been gone round several times: whoever was sent
    has come in. The futures are held, so that results which have come can be counted.
    """

    def __init__(self, client, watch):
        self.client, self.watch = client, watch
        self.sent, self.over = [], threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __getattr__(self, name):
        return getattr(self.client, name)

    def submit(self, *arguments, **named):
        future = self.client.submit(*arguments, **named)
        self.sent.append(future)
        return future

    def map(self, function, *arguments, **named):
        futures = self.client.map(function, *arguments, **named)
        self.sent += futures
        return futures

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def look(self):
        opened = 0
        while not self.over.wait(LOOK_S):
            if (sent := len(self.sent)) > opened:
                for _ in range(ROUNDS):
                    self.client.run(os.getpid)
                for number in range(opened, sent):
                    self.watch.open_gate(f"{number + 1} sent")
                opened = sent


def begun(notes):
    return [int(number) for word, number in notes.lines() if word == "begin"]


def ended(client, notes):
    """Whether all that was sent has ended: what raised an error early may have left a call that is still to begin."""
    return at_work(notes) == 0 and not any(one.status == "pending" for one in client.sent)


def at_work(notes):
    return 2 * len(begun(notes)) - len(notes.lines())


def prepare(parameters):
    parameters.client = connected()
    return parameters


def cleanup(state):
    state.client.close()


def run(state, watch):
    if not watch.observed:
        told = outcome_of(lambda: call(state, state.client, example.divisors))
        return {"counts": told.value, "error": told.error}
    with Notes() as notes, Sending(state.client, watch) as client:
        with Arrivals(state.client, watch, len(state.numbers)):
            told = bounded_outcome(lambda: call(state, client, Watched(watch, notes, state)))
            running = None if state.variant == "at-most" else at_work(notes)
            watch.event("told", value=told.error or "counts")
            watch.open_gate("told")
        until(lambda: ended(client, notes))
        return {"counts": told.value, "error": told.error, "running": running}


def call(state, client, divisors):
    function = getattr(example, state.variant.replace("-", "_"))
    limit = [state.limit] if state.variant == "at-most" else []
    with (
        state.client.as_current()
    ):  # other states have clients, too, and as_completed asks for the current one
        return function(client, divisors, state.numbers, *limit)
