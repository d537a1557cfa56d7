"""A child ends, or a child's parent is killed: each look that the program takes at it is ours, and is kept.

The child takes a moment to end, so that a program that does not wait for it sees it alive. The orphan is asked by
the scene when the program is done with its parent.
"""

import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress

import process_reaping as example

from compare.props.children import LIMIT_S, Rescue, TracedChild, outcome, state_of, until

spawn = multiprocessing.get_context("spawn")
MOMENT_S = 0.15
ENDED = ("Z", "gone")


class Looks:
    """What the program saw; a process that has not ended is alive, whatever it does."""

    def __init__(self, watch):
        self.watch, self.seen = watch, []

    def __call__(self, pid):
        state, parent = example.state_and_parent(pid)
        if state in ENDED and not any(seen in ENDED for seen, _ in self.seen):
            self.watch.event("step", item="parent looks")
        self.seen.append((state if state in ENDED else "alive", parent))
        return self.seen[-1]

    def told(self, looks, number):
        """The last looks, if those are what the program tells of."""
        return self.seen[-number:] if isinstance(looks, list) and looks == self.seen[-number:] else []


class End:
    """A child that takes a moment, and ends."""

    def __init__(self, watch, code):
        self.watch, self.code = watch, code

    def __call__(self):
        time.sleep(MOMENT_S)
        self.watch.event("step", item="child ends")
        sys.exit(self.code)


def prepare(parameters):
    return parameters


def run(state, watch):
    return orphan(watch) if state.variant == "orphan" else ended_child(state.exit_code, watch)


def ended_child(exit_code, watch):
    child = spawn.Process(target=TracedChild(End(watch, exit_code), watch))
    child.start()
    looks = Looks(watch)
    with watch.span("call"):
        told = outcome(example.ended_child, child, looks)
    watch.event("step", item="collected")
    child.kill()
    child.join()
    said, code = told.value if isinstance(told.value, tuple) else (None, None)
    states = [one for one, _ in looks.told(said, 3)] or [None] * 3
    fields = dict(zip(("before_wait", "after_kill", "after_wait"), states, strict=True))
    return fields | {"exit_code": code, "error": told.error}


def orphan(watch):
    here, there = spawn.Pipe()
    parent = spawn.Process(target=TracedChild(example.start_another, watch), args=(there,))
    parent.start()
    there.close()
    pid = here.recv() if here.poll(LIMIT_S) else 0
    looks = Looks(watch)
    with Rescue(parent.pid) as rescue:
        with watch.span("call"):
            told = outcome(example.orphan, parent, pid, looks)
        died = state_of(parent.pid) in ENDED and not rescue.used
    if died:
        watch.event("step", item="parent died")
    answers = answer(here)
    if answers:
        watch.event("step", item="orphan answers")
    seen = looks.told(told.value, 2) or [(None, None)] * 2
    parent.kill()
    parent.join()
    here.close()  # the orphan ends now
    if pid and not until(lambda: state_of(pid) in ENDED, 2):
        os.kill(pid, signal.SIGKILL)
    return {
        "outlives_parent": died and answers,
        "reparented": seen[0][1] == parent.pid != seen[1][1] and seen[1][0] == "alive",
        "error": told.error,
    }


def answer(here):
    with suppress(OSError, EOFError):
        here.send("Are you there?")
        return here.poll(LIMIT_S) and here.recv() == "Are you there? Yes."
    return False
