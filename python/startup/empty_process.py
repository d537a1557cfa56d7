"""What does a process cost before it does any work, in one's own language and in the other one?

Before a program's first line an interpreter reads its settings and imports what it always needs; .NET loads
its runtime and compiles the first methods. That takes ten to a hundred milliseconds, each time. So start a
process for work that lasts much longer, or start it once and send it many jobs, as a pool does. A good part
of Python's start is `site`, which looks for installed packages: `-S` leaves it out, and `-I` ignores the
user's folder and variables.
"""

import subprocess
import sys
import timeit
from functools import partial


def started(command):
    """Start a program, read its first line, and wait for its end, which is a part of the cost."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.readline().rstrip()
        exit_code = child.wait()
    return said, exit_code


def isolated(command):
    """The same interpreter without `site`, and without the user's settings."""
    python, *arguments = command
    return started([python, "-I", "-S", *arguments])


def main():
    python = [sys.executable, "-c", "print('ready')"]
    for way, command in ((started, ["true"]), (started, python), (isolated, python)):
        took = 1000 * min(timeit.repeat(partial(way, command), number=1, repeat=5))
        print(f"{way.__name__} {command[0]}: {took:.0f} ms; it says {way(command)}")


if __name__ == "__main__":
    main()
