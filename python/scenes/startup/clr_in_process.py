"""From outside one sees which process ran, and its end a moment later; an interpreter says whether .NET is in it.

In timed trials the interpreter is a plain one.
"""

import os
import sys
from pathlib import Path

import clr_in_process as example

from compare.props.children import Notes
from compare.props.pools import outcome_of
from compare.props.wrapped import Wrapped

# It runs the file that it is given, as a program, and looks which libraries the process has then.
LOOKING = """
import runpy, sys
notes, sys.argv = sys.argv[1], sys.argv[2:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    with open(notes, "a") as file, open("/proc/self/maps") as maps:
        file.write("inside\\n" if "libcoreclr" in maps.read() else "outside\\n")
"""


def prepare(parameters):
    return parameters


def run(state, watch):
    inside, notes = state.variant == "in-process", Notes()
    looks = inside and watch.observed and os.path.exists("/proc/self/maps")
    dotnet = state.counterpart[0]
    command = [*state.counterpart, "child"]
    if inside:  # pythonnet shall find the same .NET
        command = ["/usr/bin/env", f"DOTNET_ROOT={Path(dotnet).resolve().parent}", sys.executable]
        command += ["-c", LOOKING, notes.path] if looks else []
    way = example.in_process if inside else example.own_process
    with Wrapped(command, watch) as seen:
        told = outcome_of(lambda: way(seen.command))
    looked = notes.lines()
    notes.remove()
    match told.value:
        case (str(line), exit_code):
            framework, *pids = line.split() or [None]
        case _:
            framework, pids, exit_code = None, [], None
    return {
        "framework": framework,
        "another_process": bool(pids) and str(os.getpid()) not in pids,
        "one_with_python": len(pids) == 2 and pids[0] == pids[1],
        "exit_code": exit_code,
        "ran": bool(pids) and [str(pid) for pid in seen.pids] == pids[:1] if watch.observed else None,
        "over": seen.ended == 1 if watch.observed else None,
        "loaded": (looked == [["inside"]] if looks else True) if inside and watch.observed else None,
        "error": told.error,
    }
