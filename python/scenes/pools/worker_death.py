"""The first of two jobs kills its worker when the second was handed over: who is told, who did what in which process?

Each job that begins writes its process and its name into a file, so that the scene need not believe the text.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import tempfile
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path

import worker_death as example

from compare.props.pools import category, outcome_of

processes = multiprocessing.get_context("spawn")
LOST = {"timeout": "deadlock"}  # nobody is at work on it any more: its result never comes


class Doomed:
    """The job that ends badly, when the job behind it was handed over."""

    def __init__(self, ends, log, watch):
        self.ends, self.log, self.watch = ends, log, watch

    def __call__(self):
        note(self.log, "doomed")
        self.watch.event("began", item="doomed")
        self.watch.wait_gate("both are handed over")
        return self.ends()


class Job:
    """The example's own job; pickling it means that it is handed over."""

    def __init__(self, log, watch):
        self.log, self.watch = log, watch

    def __call__(self, number):
        note(self.log, "job")
        with self.watch.span("job", item="another"):
            return example.square(number)

    def __getstate__(self):
        self.watch.open_gate("both are handed over")
        return self.__dict__


def note(log, name):
    with open(log, "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {name}\n")


def prepare(parameters):
    start = partial(ProcessPoolExecutor, 1, processes)
    parameters.pool = {"pool": partial(processes.Pool, 1), "raises": start}.get(
        parameters.variant, lambda: start
    )()
    parameters.folder = tempfile.TemporaryDirectory()
    return parameters


def cleanup(state):
    if state.variant == "pool":
        state.pool.terminate()
        state.pool.join()
    elif state.variant == "raises":
        state.pool.shutdown()
    state.folder.cleanup()
    state.pool = None
    gc.collect()  # the result that never came and its pool refer to each other


def run(state, watch):
    log = Path(state.folder.name, "log")
    log.touch()
    doomed = Doomed(example.fail if state.variant == "raises" else example.die, str(log), watch)
    limit = [state.wait_ms / 1000] if state.variant == "pool" else []
    function = {"pool": example.in_pool, "raises": example.raises}.get(state.variant, example.in_executor)
    with watch.span("call"):
        told = outcome_of(lambda: function(doomed, Job(str(log), watch), state.x, state.pool, *limit))
    watch.event("told")
    lost, behind, *others = [shown(one) for one in [*(told.value or []), *[None] * 4][:4]]
    refused, again = others if state.variant == "executor" else (None, others[0])
    lines = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    outputs = {
        "error": told.error,
        "lost": LOST.get(lost, lost),
        "behind": behind if isinstance(behind, int) else None,
    }
    outputs |= {"refused": refused, "again": again, "began": [name for _, name in lines]}
    return outputs | {"workers": len({process for process, _ in lines})}


def shown(one):
    """A result, or the category of an error; a future that was not refused is none."""
    if isinstance(one, Future):
        return None
    return category(one) if isinstance(one, BaseException) else one
