"""The program divides twice, by b and by 0, as a child of the example; which error leaves it is noted around it."""

import sys

import assert_optimised_away as example

from compare.props.children import Notes, outcome

CHILD = """
import runpy, sys
notes, file, *arguments = sys.argv[1:]
sys.argv = [file, *arguments]
try:
    runpy.run_path(file, run_name="__main__")
except Exception as error:
    with open(notes, "a") as out:
        out.write(type(error).__name__ + "\\n")
    raise
"""
ERRORS = {"AssertionError": "assertion", "ZeroDivisionError": "divide-by-zero", "ValueError": "argument"}


def prepare(parameters):
    parameters.notes = Notes()
    return parameters


def cleanup(state):
    state.notes.remove()


def run(state, watch):
    way = getattr(example, state.variant)
    command = [sys.executable, "-c", CHILD, state.notes.path, example.__file__]
    good = outcome(way, command, state.a, state.b)
    well = not state.notes.lines()
    bad = outcome(way, command, state.a, 0)
    left = [ERRORS.get(name, name) for (name,) in state.notes.lines()]
    printed = str(getattr(good.value, "stdout", None)).strip()
    return {
        "result": int(printed) if well and printed.isdigit() else None,
        "error": left[-1] if left else None,
        "catchable": bool(left) and "caught" in str(getattr(bad.value, "stdout", None)),
        "exit_code": getattr(bad.value, "returncode", None),
        "raised": good.error or bad.error,
    }
