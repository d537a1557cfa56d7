"""Children meet, and note which process they are, whose child, and what they find of a variable that was changed."""

import multiprocessing
import os
from multiprocessing import forkserver

import start_method_cost as example

from compare.props.children import Notes


class Job:
    """What each child does, wherever it runs."""

    def __init__(self, watch, notes, together):
        self.watch, self.notes, self.together = watch, notes, together

    def __call__(self, number):
        with self.watch.span("worker", item=number):
            self.watch.event("at work", item=number)
            self.watch.rendezvous("all at work", self.together)
            found = example.greeting.replace(" ", "_")
            self.notes.add(os.getpid(), os.getppid(), found)
            return f"hello {number}"


def prepare(parameters):
    example.greeting = "as changed"
    if parameters.variant == "forkserver":
        forkserver.ensure_running()
    return parameters


def cleanup(state):
    example.greeting = "as at the start"


def run(state, watch):
    way = getattr(example, state.variant.replace("-", "_"))
    notes, replies, error = Notes(), None, None
    try:
        replies = way(state.children, Job(watch, notes, state.children))
    except Exception as other:
        error = type(other).__name__
    finally:
        if state.variant == "set-spawn":
            multiprocessing.set_start_method(None, force=True)  # nothing is chosen any more
        lines = notes.lines()
        notes.remove()
    me = str(os.getpid())
    return {
        "replies": replies,
        "sees": [found.replace("_", " ") for _, _, found in lines],
        "another_process": bool(lines) and all(pid != me for pid, _, _ in lines),
        "child_of_mine": bool(lines) and all(parent == me for _, parent, _ in lines),
        "default_method": multiprocessing.get_all_start_methods()[0],
        "error": error,
    }
