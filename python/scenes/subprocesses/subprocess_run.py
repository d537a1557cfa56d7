"""A program that warns first, prints its arguments, and notes that it ran, and where its streams went.

It may warn so much that a pipe which nobody reads is full; then it waits no longer than a few seconds, and ends with a
code of its own.
"""

import os
import subprocess
import sys
from unittest import mock

import subprocess_run as example

from compare.props.children import Notes

CHILD = """
import os, sys, threading
rescue = threading.Timer(2, os._exit, [75])
rescue.daemon = True
rescue.start()
notes, code, warnings, *arguments = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")
links = [os.readlink(f"/proc/self/fd/{number}") if os.path.isdir("/proc/self") else "?" for number in (1, 2)]
with open(notes, "a") as file:
    file.write(" ".join(link.replace(" ", "_") for link in links) + "\\n")
for number in range(1, int(warnings) + 1):
    print("warning", number, file=sys.stderr)
for argument in arguments:
    print(argument)
sys.exit(int(code))
"""


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        return ran_by(getattr(example, state.variant), state, notes)


def ran_by(way, state, notes):
    ours = [sys.executable, "-c", CHILD, notes.path]
    program = ours if state.program == "ours" else ["parallax-no-such-program"]
    command = [*program, str(state.exit_code), str(state.warnings), *state.arguments]
    starts = []

    class Started(subprocess.Popen):
        def __init__(self, *args, **options):
            starts.append("subprocess.Popen")
            super().__init__(*args, **options)

    error = None
    try:
        if state.variant == "popen":
            with mock.patch.object(subprocess, "Popen", Started):
                ended = way(command)
        else:
            ended = way(command)
    except FileNotFoundError:
        ended, error = None, "not-found"
    except subprocess.CalledProcessError as failed:  # it tells all that the result would have told
        ended, error = failed, "exit-nonzero"
    except Exception as other:
        ended, error = None, type(other).__name__
    printed, warned = (lines(getattr(ended, stream, None)) for stream in ("stdout", "stderr"))
    ran = notes.lines()
    return {
        "printed": printed,
        "warned": None if warned is None else len(warned),
        "exit_code": getattr(ended, "returncode", None),
        "error": error,
        "ran": len(ran),
        "wrote_to": wrote_to(state.variant, *ran[0]) if ran else None,
        "made_by": ",".join(starts) if state.variant == "popen" else None,
    }


def lines(text):
    return text.splitlines() if isinstance(text, str) else None


def wrote_to(variant, out, errors):
    if out == "?":  # no /proc, so nobody can tell
        return {"merged": "one pipe", "inherited": "ours"}.get(variant, "two pipes")
    if out == os.readlink("/proc/self/fd/1").replace(" ", "_"):
        return "ours"
    return "one pipe" if out == errors else "two pipes"
