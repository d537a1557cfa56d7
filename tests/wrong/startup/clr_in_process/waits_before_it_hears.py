"""Waits for the child's end before it reads what the child said."""

import os
import subprocess


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    surroundings = os.environ | trace.environment()
    with subprocess.Popen(state.counterpart, stdout=subprocess.PIPE, text=True, env=surroundings) as child:
        child.wait()
        trace.event("step", item="ended")
        framework, *pids = child.stdout.readline().split()
        trace.event("step", item="heard")
    return {
        "framework": framework,
        "another_process": str(os.getpid()) not in pids,
        "one_with_python": False,
        "exit_code": child.returncode,
    }
