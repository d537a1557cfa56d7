"""Children that meet, and end in the reverse order: who was collected when, with which code, and was each at its end?

Each child ends when the one after it has ended and the parent has done what it can meanwhile. So in order of starting
the first is the slowest, and a program that waits for the last one only, or for any one, comes back too early.
"""

import multiprocessing
import os
import sys

import process_fan_out as example

from compare.props.children import Notes, patient_outcome, state_of, until
from compare.props.waiting import quiet

spawn = multiprocessing.get_context("spawn")


class Child:
    """What a child runs: it meets the others, and ends in its turn."""

    def __init__(self, watch, notes, variant, together):
        self.watch, self.notes, self.variant, self.together = watch, notes, variant, together

    def __call__(self, number, exit_code):
        alone = self.variant == "one-by-one"
        with self.watch.span("at work", item=number):
            met = self.watch.rendezvous("all at work", 1 if alone else self.together)
            if met and not alone and self.watch.observed:
                self.wait_for(number + 1)
        self.notes.add("over", number, os.getpid())
        self.watch.open_gate(f"{number} over")
        sys.exit(exit_code)

    def wait_for(self, other):
        gate = f"{other} collected" if self.variant == "as-they-end" else f"{other} over"
        if other < self.together and self.watch.wait_gate(gate):
            for pid in [int(pid) for _, number, pid in self.notes.lines() if int(number) == other]:
                until(lambda pid=pid: state_of(pid) in ("Z", "gone"))
            quiet(os.getppid())


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        return ran(state, watch, notes)


def ran(state, watch, notes):
    codes, early = {}, []
    work = Child(watch, notes, state.variant, len(state.exit_codes))
    children = [spawn.Process(target=work, args=each) for each in enumerate(state.exit_codes)]

    def collected(number, code):
        if children[number].pid and state_of(children[number].pid) not in ("Z", "gone"):
            early.append(number)
        codes.setdefault(number, code)
        watch.event("collected", item=number)
        watch.open_gate(f"{number} collected")

    told = patient_outcome(getattr(example, state.variant.replace("-", "_")), children, collected)
    over = len(notes.lines())
    for child in children:
        if child.pid:
            child.kill()
            child.join()
    return {
        "exit_codes": [codes.get(number) for number in range(len(children))],
        "failed": [number for number, code in sorted(codes.items()) if code != 0],
        "over": over,
        "early": early,
        "error": told.error,
    }
