"""How do I give one program's output to another, and what happens when one of them stops first?

The second program gets the pipe itself, and both run at the same time. Close our copy of the reading end:
while it is open, the first program is not told by EPIPE or SIGPIPE that the second one has ended. A pipe
holds some 64 KB; then its writer waits for a reader, so waiting for its end first is a deadlock. C# copies
the data, or asks a shell.
"""

import shutil
import subprocess
import sys
import threading
from contextlib import suppress

PIPE = subprocess.PIPE


def joined(first, second):
    """By the system: the second program reads where the first one writes."""
    producer = subprocess.Popen(first, stdout=PIPE)
    search = subprocess.Popen(second, stdin=producer.stdout, stdout=PIPE, text=True)
    producer.stdout.close()  # the search has its own by now
    printed, _ = search.communicate()
    producer.wait()
    return printed


def copied(first, second):
    """By hand: a thread copies while we read the result."""
    with subprocess.Popen(first, stdout=PIPE) as producer:
        search = subprocess.Popen(second, stdin=PIPE, stdout=PIPE)
        copying = threading.Thread(target=copy, args=(producer.stdout, search.stdin))
        copying.start()
        printed = search.stdout.read()
        copying.join()
        search.stdout.close()
        search.wait()
    return printed.decode()


def copy(source, target):
    with suppress(BrokenPipeError), source, target:  # both are closed at the end
        shutil.copyfileobj(source, target)


def undrained(command, patience):
    """Wrong: the program cannot end, because we do not read; `communicate` reads and waits at once."""
    producer = subprocess.Popen(command, stdout=PIPE, text=True)
    stuck = False
    try:
        producer.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        stuck = True
    printed, _ = producer.communicate()
    return stuck, printed


def main():
    numbers = [sys.executable, "-c", "for number in range(50_000): print(number)"]
    search = [sys.executable, "-c", "import sys; print(sum('7' in line for line in sys.stdin))"]
    print("lines with a 7:", joined(numbers, search), copied(numbers, search))
    print("stuck:", undrained(numbers, 0.5)[0])


if __name__ == "__main__":
    main()
