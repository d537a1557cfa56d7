"""A child works until it is let go, and takes a moment to end: what was its parent told, and did it wait for the end?

A parent that waits for ever is let go by force, and that is marked.
"""

import io
import multiprocessing
import sys
import time
from contextlib import suppress

import process_join_timeout as example

from compare.props.children import LIMIT_S, Rescue, TracedChild, outcome

spawn = multiprocessing.get_context("spawn")
MOMENT_S = 0.15


class Orders:
    """The child's end of a pipe; once it was told to go on, it takes a moment to end."""

    def __init__(self, pipe, watch):
        self.pipe, self.watch = pipe, watch

    def send(self, word):
        self.watch.event("step", item="at work")
        self.pipe.send(word)

    def recv(self):
        self.pipe.recv()
        sys.stderr = io.StringIO()  # a traceback is of no use here
        time.sleep(MOMENT_S)
        self.watch.event("step", item="ends")


def prepare(parameters):
    return parameters


def run(state, watch):
    here, there = spawn.Pipe()
    code = None if state.variant == "raises" else state.exit_with
    child = spawn.Process(target=TracedChild(example.work, watch), args=(Orders(there, watch), code))
    if state.variant == "not-started":
        told = outcome(example.not_started, child)
        return {"join_before_start": "invalid-state" if told.error == "AssertionError" else told.error}
    child.start()
    there.close()
    if here.poll(LIMIT_S):
        here.recv()

    def let_go():
        watch.event("step", item="let go")
        with suppress(OSError):
            here.send("go on")

    in_time = state.variant == "in-time"
    if in_time:
        here.send("go on")
    with Rescue(child.pid) as rescue:
        with watch.span("join"):
            told = outcome(example.timed_join, child, LIMIT_S if in_time else state.wait_ms / 1000, let_go)
        watch.event("step", item="joined")
    child.kill()
    child.join()
    here.close()
    finished, so_far, code = told.value if isinstance(told.value, tuple) else (None, None, None)
    return {
        "finished_in_time": finished,
        "exit_code_so_far": so_far,
        "exit_code": code,
        "error": told.error or ("rescued" if rescue.used else None),
    }
