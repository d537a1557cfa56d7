"""Runs the program's line where it is, and takes that for another process."""

import io
import os
import sys
from contextlib import redirect_stdout
from unittest.mock import patch

PROGRAM = "import os, sys; print('ready', os.getpid()); sys.exit(int(sys.argv[1]))"


def prepare(parameters):
    return parameters


def run(state, trace):
    trace.event("step", item="start")
    said, code = io.StringIO(), None
    with redirect_stdout(said), patch.object(sys, "argv", ["-c", str(state.exit_code)]):
        try:
            exec(PROGRAM)
        except SystemExit as end:
            code = end.code
    word, pid = said.getvalue().split()
    trace.event("step", item="heard")
    trace.event("step", item="ended")
    return {"word": word, "another_process": int(pid) != os.getpid(), "exit_code": code}
