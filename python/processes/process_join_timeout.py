"""Waits for a child process, but not for ever: what a timed join says, and when there is an exit code.

`join` with a timeout returns when the child has ended or when the time is up, and does not say which: ask
`is_alive`, or look whether `exitcode` is still None. Joining is collecting what the system keeps of an ended
process (`waitpid`, below): only a process that was started can be joined, and only by its own parent.

A child that returns has exit code 0; one that calls `sys.exit(3)` has 3; one that raises has 1, and its
traceback goes to its standard error. The exception itself does not come over: send it, or use a pool.
"""

import multiprocessing
import sys
from io import StringIO

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    here, there = processes.Pipe()
    child = processes.Process(target=child_main, args=(state.variant, state.exit_with, there, trace))
    # [step: wait too early]
    join_before_start = error_of_join(child)
    # [step: start the child]
    child.start()
    there.close()
    here.recv()  # it is at work, and works until we let it go
    # [step: wait for a while]
    child.join(state.wait_ms / 1000)
    finished_in_time = not child.is_alive()
    exit_code_so_far = child.exitcode  # None, as long as it runs
    trace.event("step", item="time is up")
    # [step: wait for its end]
    here.send("go on")
    child.join()
    trace.event("step", item="joined")
    here.close()
    return {
        "join_before_start": join_before_start,
        "finished_in_time": finished_in_time,
        "exit_code_so_far": exit_code_so_far,
        "exit_code": child.exitcode,
    }


# The library checks this with `assert`: under `python -O` it fails later, with an AttributeError.
def error_of_join(child):
    try:
        child.join()
    except AssertionError:
        return "invalid-state"


# [step: the child]
def child_main(how, exit_with, there, trace):
    trace.event("step", item="at work")
    there.send("at work")
    there.recv()
    trace.event("step", item="ends")
    if how == "raises":
        sys.stderr = StringIO()  # nobody is to read the traceback here
        raise RuntimeError("out of paper")
    sys.exit(exit_with)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
