"""Puts brackets around condition and message: a tuple, which is true, whatever the condition is."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

PROGRAM = f"from {Path(__file__).stem} import child_main; child_main()"


def prepare(parameters):
    return parameters


def run(state, trace):
    flags = [] if state.variant == "kept" else ["-O"]
    program = subprocess.run(
        [sys.executable, *flags, "-c", PROGRAM],
        input=pickle.dumps((state.variant, state.a, state.b, trace)),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
    )
    trace.event("step", item="ended")
    result, *caught = program.stdout.decode().split()
    return {
        "result": int(result),
        "error": caught[0] if caught else None,
        "catchable": bool(caught),
        "exit_code": program.returncode,
    }


def asserted(a, b, trace):
    assert (b != 0, "b must not be 0")
    trace.event("step", item="past the check")
    return a // b


def checked(a, b, trace):
    if b == 0:
        raise ValueError("b must not be 0")
    trace.event("step", item="past the check")
    return a // b


def child_main():
    variant, a, b, trace = pickle.load(sys.stdin.buffer)
    divide = checked if variant == "exception" else asserted
    print(divide(a, b, trace))
    trace.event("step", item="by zero")
    try:
        divide(a, 0, trace)
    except Exception as error:
        trace.event("step", item="caught")
        print(ERRORS[type(error)])
        raise


ERRORS = {AssertionError: "assertion", ZeroDivisionError: "divide-by-zero", ValueError: "argument"}
