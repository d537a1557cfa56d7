"""Runs another program, hands it arguments, and gets what it printed and how it ended.

`subprocess.run` does it all in one call and returns when the program has ended. Arguments go as a list:
each arrives as it is, with its spaces and quotes, and no shell reads them. What nobody asks for is not
captured: the program then writes to our own terminal, and `stdout` of the result is None. (DEVNULL would
throw it away.) A program that ends badly is no exception by itself, but `check=True` makes it one.

Older code says `call`, `check_output`, `getoutput` or `os.popen`. The last two hand one line of text to a
shell, so everything in it must be quoted. `os.popen` is built on `subprocess.Popen`, not the other way round.
"""

import os
import shlex
import subprocess
import sys


def prepare(parameters):
    return parameters


def run(state, trace):
    ways = {"captured": captured, "merged": merged, "inherited": inherited, "popen": popen}
    # [step: name the program and its arguments]
    program = [sys.executable, __file__, "child"] if state.program == "ours" else ["parallax-no-such-program"]
    command = [*program, str(state.exit_code), *state.arguments]
    # [step: run it]
    try:
        return ways[state.variant](command) | {"error": None}
    except FileNotFoundError:
        return {"printed": None, "warned": None, "exit_code": None, "error": "not-found"}
    except subprocess.CalledProcessError as failed:
        # The exception tells all that the result would have told.
        return told_by(failed) | {"error": "exit-nonzero"}


# What is captured are bytes. With an encoding they become text; both programs must mean the same one.
def captured(command):
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return told_by(ended)


# Both streams go into one pipe; in which order the lines come out is up to the program's buffers.
def merged(command):
    pipe, same = subprocess.PIPE, subprocess.STDOUT
    ended = subprocess.run(command, stdout=pipe, stderr=same, encoding="utf-8", check=True)
    return told_by(ended)


# Nothing is asked for, so nothing is there: the program writes where we write.
def inherited(command):
    ended = subprocess.run(command, check=True)
    return told_by(ended)


# The old way. `close` gives a wait status, in which the exit code is only one part.
def popen(command):
    stream = os.popen(shlex.join(command))
    made_by = type(stream._proc)
    printed = stream.read().splitlines()
    exit_code = os.waitstatus_to_exitcode(stream.close() or 0)
    answer = {"printed": printed, "warned": None, "exit_code": exit_code}
    return answer | {"made_by": f"{made_by.__module__}.{made_by.__name__}"}


def told_by(ended):
    printed, warned = (None if text is None else text.splitlines() for text in (ended.stdout, ended.stderr))
    return {"printed": printed, "warned": warned, "exit_code": ended.returncode}


# [step: the child]
def child(exit_code, *arguments):
    sys.stdout.reconfigure(encoding="utf-8")
    for argument in arguments:
        print(argument)
    print(f"got {len(arguments)}", file=sys.stderr)
    return int(exit_code)


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        sys.exit(child(*sys.argv[2:]))
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
