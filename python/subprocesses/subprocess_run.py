"""How do I run another program, hand it arguments, and get what it printed and how it ended?

`subprocess.run` does it in one call. Each argument arrives as it is; no shell reads it. Without
`capture_output` the program writes where we write. `check=True` makes a bad exit code a CalledProcessError;
C# has ExitCode only.
"""

import os
import shlex
import subprocess
import sys
from subprocess import PIPE, STDOUT, CompletedProcess


def captured(command):
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True)


def merged(command):
    return subprocess.run(command, stdout=PIPE, stderr=STDOUT, encoding="utf-8", check=True)  # keeps order


def appended(command):
    ended = subprocess.run(command, capture_output=True, encoding="utf-8")
    return CompletedProcess(command, ended.returncode, ended.stdout + ended.stderr)  # the order is lost


def inherited(command):
    return subprocess.run(command, check=True)


def popen(command):
    stream = os.popen(shlex.join(command))  # you will also see this: a line of text for a shell
    printed = stream.read()
    return CompletedProcess(command, os.waitstatus_to_exitcode(stream.close() or 0), printed)


def main():
    child = "import sys; print('a warning', file=sys.stderr, flush=True); print(sys.argv[1:])"
    for run in (captured, merged, appended, inherited, popen):
        print(run.__name__, run([sys.executable, "-c", child, "a b", '"$HOME"', "*"]))


if __name__ == "__main__":
    main()
