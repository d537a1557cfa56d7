"""Talks to a program that does not end, and ends it when the time is up.

`communicate(timeout=)` gives up waiting, and that is all: the program lives on, and nothing of its output is
lost. The caller has to kill it and to call `communicate` once more, which collects what was said and how it
ended. `subprocess.run(timeout=)` does that by itself before it raises.

The exception is `subprocess.TimeoutExpired`. It is no TimeoutError: code that catches the latter, as one
reads it here and there, never gets to its clean-up.
"""

import os
import subprocess
import sys
import time

PIPE = subprocess.PIPE
LONG = 60  # seconds


def prepare(parameters):
    return parameters


def run(state, trace):
    if state.variant == "run":
        return in_one_call(state)
    return with_popen(state, trace)


def with_popen(state, trace):
    # [step: start it and ask]
    child = subprocess.Popen(command(state), stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
    child.stdin.write(f"{state.question}\n")
    child.stdin.flush()
    child.stderr.readline()  # the program says here that it has answered
    trace.event("step", item="asked")
    error, alive = None, None
    # [step: wait, but not for ever]
    try:
        # One that is known to hang need not be waited for long.
        heard, _ = child.communicate(timeout=state.timeout_ms / 1000 if state.variant == "hangs" else LONG)
    except subprocess.TimeoutExpired:
        error, alive = "timeout", child.poll() is None
        trace.event("step", item="timed out")
        # [step: end it, and collect what there is]
        child.kill()
        heard, _ = child.communicate()
    trace.event("step", item="ended")
    return {"heard": heard.strip(), "error": error, "alive": alive, "exit_code": child.returncode}


# The program's standard error is a pipe of ours: it is at its end when nobody is left to write to it.
def in_one_call(state):
    reader, writer = os.pipe()
    error = None
    try:
        subprocess.run(command(state), input="", stdout=PIPE, stderr=writer, timeout=state.timeout_ms / 1000)
    except subprocess.TimeoutExpired:
        error = "timeout"
    os.close(writer)
    with open(reader) as notes:
        notes.read()
    return {"error": error, "alive": False}


def command(state):
    return [sys.executable, __file__, "child", "ends" if state.variant == "answers" else "hangs"]


# [step: the child]
# It answers, says so, and ends, or hangs.
def child(manner):
    print(sys.stdin.readline().strip().upper(), flush=True)
    print("answered", file=sys.stderr, flush=True)
    if manner == "hangs":
        time.sleep(LONG)


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        sys.exit(child(sys.argv[2]))
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
