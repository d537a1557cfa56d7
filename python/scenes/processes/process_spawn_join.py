"""A child that stays a while when it has spoken: was it another process, and had it ended when the program said so?

It ends when its parent has done all that it can meanwhile. So who takes the child's word for its end comes back first.
"""

import multiprocessing
import os

import process_spawn_join as example

from compare.props.children import Notes, patient_outcome, state_of
from compare.props.waiting import quiet


class Child:
    """The example's child; it notes where it runs."""

    def __init__(self, watch, notes):
        self.watch, self.notes, self.parent = watch, notes, os.getpid()

    def greeting(self, name):
        with self.watch.span("child"):
            self.watch.event("step", item="child")
            self.notes.add(os.getpid())
            return example.greeting(name)

    def greet(self, name, exit_code, sender):
        with self.watch.span("child"):
            self.watch.event("step", item="child")
            self.notes.add(os.getpid())
            try:
                example.greet(name, exit_code, sender)
            finally:
                if self.watch.observed and os.getpid() != self.parent:
                    quiet(self.parent)


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        try:
            return heard(state, watch, notes, Child(watch, notes))
        finally:
            for child in multiprocessing.active_children():  # nobody waited for it
                child.kill()
                child.join()


def heard(state, watch, notes, child):
    watch.event("step", item="parent")
    if state.variant == "thread":
        with watch.span("call"):
            told = patient_outcome(example.thread, child.greeting, state.name)
        message, pid, code = told.value, None, None
    else:
        with watch.span("call"):
            told = patient_outcome(getattr(example, state.variant), child.greet, state.name, state.exit_code)
        message, pid, code = told.value if isinstance(told.value, tuple) else (None, None, None)
    watch.event("step", item="joined")
    (ran,) = [int(line[0]) for line in notes.lines()[:1]] or [None]
    thread = state.variant == "thread"
    return {
        "message": message,
        "another_process": ran != os.getpid() if ran else None,
        "same_pid": None if thread else ran is not None and pid == ran,
        "ended": None if thread or ran is None else state_of(ran) in ("Z", "gone"),
        "exit_code": code,
        "error": told.error,
    }
