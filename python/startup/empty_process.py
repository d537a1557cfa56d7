"""Starts a program that does nothing, and waits for its end: what a process costs before any work.

Much must happen before a program's own first line. An interpreter reads its settings, looks for its library
and imports what it always needs; .NET loads its runtime and compiles the first methods. That takes ten to
fifty milliseconds, each time, whoever starts it: the price is the child's. So start a process for work that
lasts much longer, or start it once and send it many jobs, as a pool does.

A good part of Python's start is `site`, which looks for installed packages. `-S` leaves it out, and `-I`
ignores the user's folders and variables: enough for a small helper that needs only the standard library.
Older code called `os.system`, which starts a shell as well, to start the program.
"""

import os
import subprocess
import sys

# All that it does is to say so: a word, its process id, and the exit code that it was given.
PROGRAM = "import os, sys; print('ready', os.getpid()); sys.exit(int(sys.argv[1]))"


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    # [step: start the program]
    surroundings = os.environ | trace.environment()
    command = [*program(state), str(state.exit_code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as child:
        # [step: hear from it]
        word, pid = child.stdout.readline().split()
        trace.event("step", item="heard")
        # [step: wait for its end]
        # It has spoken, but it still has to take down what it set up: that is a part of the price.
        child.wait()
    trace.event("step", item="ended")
    return {"word": word, "another_process": int(pid) != os.getpid(), "exit_code": child.returncode}


# [step: which program]
def program(state):
    match state.variant:
        case "own-language":
            return [sys.executable, "-c", PROGRAM]
        case "isolated":
            return [sys.executable, "-I", "-S", "-c", PROGRAM]
        case "other-language":
            return state.counterpart  # what starts the C# text's child


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
