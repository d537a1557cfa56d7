"""Checks with `assert`, which `python -O` removes, and with an exception, which stays.

`assert condition, message` raises AssertionError where the condition is false. It is there for the author:
a claim that a test would find broken. `-O` (or PYTHONOPTIMIZE=1) removes all of them, also inside libraries,
so an `assert` must never be what keeps bad input out. Raise an exception for that.

Mind the brackets: `assert (b != 0, "message")` checks a tuple, which is always true.

The flag is a program's own from its start, so each variant here runs a program of its own.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path

PROGRAM = f"from {Path(__file__).stem} import child_main; child_main()"


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: start a program]
    flags = [] if state.variant == "kept" else ["-O"]
    program = subprocess.run(
        [sys.executable, *flags, "-c", PROGRAM],
        input=pickle.dumps((state.variant, state.a, state.b, trace)),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},  # it finds the modules that we find
        capture_output=True,
    )
    trace.event("step", item="ended")
    # [step: how it ended]
    result, *caught = program.stdout.decode().split()
    return {
        "result": int(result),
        "error": caught[0] if caught else None,
        "catchable": bool(caught),
        "exit_code": program.returncode,
    }


# [step: with an assertion]
def asserted(a, b, trace):
    assert b != 0, "b must not be 0"
    trace.event("step", item="past the check")
    return a // b


# [step: with an exception]
def checked(a, b, trace):
    if b == 0:
        raise ValueError("b must not be 0")
    trace.event("step", item="past the check")
    return a // b


# [step: the program]
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
        raise  # nobody else catches it, so it ends the program


ERRORS = {AssertionError: "assertion", ZeroDivisionError: "divide-by-zero", ValueError: "argument"}


if __name__ == "__main__":
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
