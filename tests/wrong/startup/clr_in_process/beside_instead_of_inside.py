"""Starts a Python program that starts a .NET program, and takes that for .NET inside of Python."""

import os
import subprocess
import sys

PROGRAM = """
import os, subprocess, sys
said = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True).stdout.split()
print(said[0], os.getpid(), said[1])
"""


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    command = [sys.executable, "-c", PROGRAM, *state.counterpart]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        framework, *pids = child.stdout.readline().split()
        trace.event("step", item="heard")
        child.wait()
    trace.event("step", item="ended")
    return {
        "framework": framework,
        "another_process": str(os.getpid()) not in pids,
        "one_with_python": pids[0] == pids[1],
        "exit_code": child.returncode,
    }
