"""My wait for a program ran into its time limit: what becomes of the program?

`communicate(timeout=)` gives up waiting, and the program runs on. Kill it and call `communicate` again: that
collects its output and its exit code. `subprocess.run(timeout=)` kills it before it raises; on Linux and macOS it
reads nothing after that. The exception, TimeoutExpired, is no TimeoutError. In C# the wait is cancelled by a
CancellationToken, and there is no call like `run`.
"""

import subprocess
import sys

PIPE = subprocess.PIPE


def limited(child, limit):
    """Wait, and end a program that takes too long; what it has printed is not lost."""
    in_time = True
    try:
        heard, _ = child.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        in_time = False
        child.kill()
        heard, _ = child.communicate()
    return in_time, heard, child.returncode


def run(command, limit):
    """All in one call; the exception holds what the program had printed before."""
    return subprocess.run(command, capture_output=True, text=True, timeout=limit).stdout


def main():
    script = "import sys, time; print('hello', flush=True); time.sleep(int(sys.argv[1]))"
    command = [sys.executable, "-c", script]
    for seconds in ("0", "60"):
        child = subprocess.Popen([*command, seconds], stdout=PIPE, stderr=PIPE, text=True)
        print(limited(child, 0.5))
    try:
        run([*command, "60"], 0.5)
    except subprocess.TimeoutExpired as error:
        print(error, error.stdout)


if __name__ == "__main__":
    main()
