"""A worker dies when it has charged an order: how often is it charged, in which processes, what does the caller hear?

The worker is killed at a gate: after the effect and before the answer, or when the task has ended and its result lies
there. A line of the ledger outlives the worker.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import worker_lost as example

from compare.props.children import Notes, outcome, state_of, until
from compare.props.kept import connected
from compare.props.pools import CallOutcome, outcome_of

ORDER = "order-1"
PATIENT_S = 60.0  # a busy machine may be that slow; no right text hangs


class Charge:
    """The example's own task, watched where it runs; the first run stops before its answer, if it is to die there.

    Args:
        watch: the trial's trace.
        notes: gets a line "ran PROCESS" of each run, and "charged PROCESS" of one that waits for its death.
        dies: whether the first run is to die.
    """

    def __init__(self, watch, notes, dies):
        self.watch, self.notes, self.dies = watch, notes, dies

    def __call__(self, ledger, order, **how):
        first = not self.notes.lines()
        self.notes.add("ran", os.getpid())
        self.watch.event("run", item=order)
        receipt = example.charge(ledger, order, **how)
        self.watch.event("effect", item=order)
        if first and self.dies:
            self.notes.add("charged", os.getpid())
            until(lambda: ["dead"] in self.notes.lines(), PATIENT_S)
        return receipt


def prepare(parameters):
    parameters.client = connected()
    return parameters


def cleanup(state):
    state.client.close()


def run(state, watch):
    with Notes() as notes, Notes() as ledger:
        over = threading.Event()

        def lose():
            watch.event("death")
            kill(int(notes.lines()[0][1]))
            notes.add("dead")

        def lose_in_the_middle():
            until(lambda: over.is_set() or any(word == "charged" for word, *_ in notes.lines()), PATIENT_S)
            if not over.is_set():
                lose()

        held = state.variant == "held"
        charge, death = Charge(watch, notes, not held), threading.Thread(target=lose_in_the_middle)
        given = [state.client, charge, ledger.path, ORDER, *([lose] if held else [])]
        if not held:
            death.start()
        with watch.span("call"):
            came = outcome(outcome_of, lambda: getattr(example, state.variant)(*given), limit=PATIENT_S)
        told = came.value or CallOutcome(error=came.error)
        watch.event("told", value=told.error or "receipt")
        over.set()
        if not held:
            death.join()
        ran = [line[1] for line in notes.lines() if line[0] == "ran"]
        charged = Path(ledger.path).read_text(encoding="utf-8").split()
    outputs = {"receipt": told.value, "error": told.error, "charged": charged.count(ORDER)}
    return outputs | {"ran": len(ran), "processes": len(set(ran))}


def kill(pid):
    """End a worker, unless a wrong text has its task run here."""
    if pid != os.getpid():
        os.kill(pid, signal.SIGKILL)
        until(lambda: state_of(pid) in ("Z", "gone"))
