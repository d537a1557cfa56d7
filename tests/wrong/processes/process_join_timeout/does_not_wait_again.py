"""Lets the child go on and does not join it again: its exit code is not there yet."""

import multiprocessing
import sys
from io import StringIO

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    here, there = processes.Pipe()
    child = processes.Process(target=child_main, args=(state.variant, state.exit_with, there, trace))
    join_before_start = error_of_join(child)
    child.start()
    there.close()
    here.recv()
    child.join(state.wait_ms / 1000)
    finished_in_time = not child.is_alive()
    exit_code_so_far = child.exitcode
    trace.event("step", item="time is up")
    here.send("go on")
    trace.event("step", item="joined")
    exit_code = child.exitcode
    trace.open_gate("the parent has looked")
    child.join()
    here.close()
    return {
        "join_before_start": join_before_start,
        "finished_in_time": finished_in_time,
        "exit_code_so_far": exit_code_so_far,
        "exit_code": exit_code,
    }


def error_of_join(child):
    try:
        child.join()
    except AssertionError:
        return "invalid-state"


def child_main(how, exit_with, there, trace):
    trace.event("step", item="at work")
    there.send("at work")
    there.recv()
    trace.wait_gate("the parent has looked")
    trace.event("step", item="ends")
    if how == "raises":
        sys.stderr = StringIO()
        raise RuntimeError("out of paper")
    sys.exit(exit_with)
