"""Waits for the child's end before it reads what the child said."""

import os
import subprocess
import sys

PROGRAM = "import os, sys; print('ready', os.getpid()); sys.exit(int(sys.argv[1]))"


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    command = [sys.executable, "-c", PROGRAM, str(state.exit_code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        child.wait()
        trace.event("step", item="ended")
        word, pid = child.stdout.readline().split()
        trace.event("step", item="heard")
    return {"word": word, "another_process": int(pid) != os.getpid(), "exit_code": child.returncode}
