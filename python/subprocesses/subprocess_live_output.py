"""How do I get each line that a program prints at once, and not all of them when it has ended?

Keep the pipe, and iterate over it. The program must flush: to a pipe, programs write in large blocks. Without
a pipe there is nothing to read: `stdout` is None. In C# such a wait is an await, and blocks no thread.
"""

import subprocess
import sys
from itertools import islice


def at_end(command, hear):
    ended = subprocess.run(command, capture_output=True, text=True)  # returns when the program has ended
    for line in ended.stdout.splitlines():
        hear(line)
    return ended.returncode


def live(command, hear):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout:  # ends with the program's output
            hear(line.rstrip("\n"))
    return child.returncode


def endless(command, hear, enough):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        for tick in islice(child.stdout, enough):
            hear(tick.rstrip("\n"))
        child.kill()  # otherwise the end of the block would wait for the end of the program
    return child.returncode


def inherited(command):
    return subprocess.run(command).returncode


def main():
    command = [sys.executable, "-u", "-c", "import time\nfor tick in range(3): print(tick); time.sleep(0.2)"]
    for way, arguments in ((at_end, [print]), (live, [print]), (endless, [print, 2]), (inherited, [])):
        print(way.__name__, way(command, *arguments))


if __name__ == "__main__":
    main()
