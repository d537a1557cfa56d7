"""Workers have connections that say when they are made, used and closed: how many, by whom, and are all closed?

A worker's first job waits until every worker has one. A connection takes a moment to close. Where the answer to
the first job is enough, all others are long jobs: they are under way when the pool is left.
"""

from __future__ import annotations

import os
import time
from itertools import count

import pool_initializer as example

from compare.props.pools import outcome_of
from compare.worker.trace import SILENT

MOMENT_S, LONG_S = 0.02, 0.3
numbers_of_connections = count()


class Connection:
    """What is costly to make; it knows how many jobs it has had."""

    def __init__(self, offset, watch, is_closed):
        self.name, self.offset, self.watch = f"{os.getpid()}.{next(numbers_of_connections)}", offset, watch
        self.jobs = 0
        watch.event("set up", item=self.name)
        self.life = (watch if is_closed else SILENT).span("connection", item=self.name)
        self.life.__enter__()

    def close(self):
        if self.watch.observed:
            time.sleep(MOMENT_S)
        self.watch.event("cleaned up", item=self.name)
        self.life.__exit__()


class Connect:
    """Makes a connection in whichever process it is called."""

    def __init__(self, state, watch):
        self.offset, self.watch, self.is_closed = state.initial, watch, state.variant != "terminated"

    def __call__(self):
        return Connection(self.offset, self.watch, self.is_closed)


class Ask:
    """A job: it adds its number to what its worker was set up with."""

    def __init__(self, state, watch):
        self.together = 1 if state.variant == "per-job" else state.workers
        self.long, self.watch = state.variant == "terminated", watch

    def __call__(self, connection, number):
        self.watch.event("job", item=connection.name)
        connection.jobs += 1
        if connection.jobs == 1 and self.together > 1:
            self.watch.rendezvous("all at work", self.together)
        if self.long and number > 0:
            time.sleep(LONG_S)
        return connection.offset + number


def prepare(parameters):
    return parameters


def run(state, watch):
    function = getattr(example, state.variant.replace("-", "_"))
    connect, ask = Connect(state, watch), Ask(state, watch)
    told = outcome_of(lambda: function(range(state.jobs), connect, ask, state.workers))
    watch.event("told")
    return {"results": told.value, "error": told.error, "shared": False}  # a process has one job at a time
