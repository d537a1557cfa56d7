"""Starts an interpreter and never loads .NET into it: importing pythonnet alone does not."""

import os
import subprocess
import sys

PROGRAM = """
import os, platform, pythonnet
print(platform.python_implementation(), os.getpid(), os.getpid())
"""


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as child:
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
