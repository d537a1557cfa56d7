"""A program that answers, writes more errors than a pipe holds, and ends, or hangs until it is killed.

One that hangs has given its answer before the limit begins to run. A program that nobody kills, or whose pipe nobody
reads, ends itself after two seconds, with a code of its own.
"""

import os
import subprocess
import sys

import subprocess_timeout as example

from compare.props.children import Notes, state_of, until

LONG_S = 60.0
CHILD = """
import os, sys, threading, time
path, manner, warnings, question = sys.argv[1:]
def note(*words):
    with open(path, "a") as file:
        print(*words, file=file)
def give_up():
    note("rescued")
    os._exit(75)
rescue = threading.Timer(2, give_up)
rescue.daemon = True
rescue.start()
note("pid", os.getpid())
print(question.upper(), flush=True)
note("said")
for number in range(int(warnings)):
    print("warning", number, file=sys.stderr)
sys.stderr.flush()
if manner == "hangs":
    time.sleep(60)
note("ended")
"""


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        return limited(state, notes, watch)


def limited(state, notes, watch):
    manner = "ends" if state.variant == "answers" else "hangs"
    command = [sys.executable, "-c", CHILD, notes.path, manner, str(state.warnings), state.question]
    limit = LONG_S if manner == "ends" else state.timeout_ms / 1000
    heard, code, error = "", None, None
    try:
        if state.variant == "run":
            with watch.span("call"):
                example.run(command, limit)
        else:
            child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            until(lambda: manner == "ends" or ["said"] in notes.lines())
            with watch.span("call"):
                in_time, heard, code = example.limited(child, limit)
            error = None if in_time else "timeout"
    except subprocess.TimeoutExpired:
        error = "timeout"
    except Exception as raised:
        error = type(raised).__name__
    watch.event("told", value=error or "in time")
    noted = [line[0] for line in notes.lines()]
    pid = next((int(line[1]) for line in notes.lines() if line[0] == "pid"), None)
    alive = pid is not None and state_of(pid) not in ("gone", "Z", "X")
    if alive:
        os.kill(pid, 9)
    return {
        "heard": heard.strip() if state.variant != "run" else None,
        "error": error,
        "left_alive": alive,
        "ended": "rescued" if "rescued" in noted else "by itself" if "ended" in noted else "killed",
        "exit_code": code,
    }
