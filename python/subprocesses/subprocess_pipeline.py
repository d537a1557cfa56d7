"""Joins two programs by a pipe: what the first one prints is what the second one reads.

The second program gets the pipe itself, so nothing passes through us, and both run at the same time. Our own
copy of the pipe's reading end has to be closed. With it open, the first program would never learn that the
second one has ended: writing to a pipe with no reader left is what the signal SIGPIPE tells of, as in
`yes | head`. In the shell `ps | grep bash` may list the `grep` as well, for both are started at once.

A pipe holds some 64 kilobytes. A program that has printed so much stands still until somebody reads; to wait
for its end before reading is a deadlock. `communicate` reads and waits at once.
"""

import itertools
import signal
import subprocess
import sys

PIPE = subprocess.PIPE
NO_END = 0
FULL = 20_000  # lines, which are more than a pipe holds


def prepare(parameters):
    return parameters


def run(state, trace):
    match state.variant:
        case "joined":
            return joined(state.numbers, NO_END, state, trace)
        case "endless":
            return joined(NO_END, state.take, state, trace)
        case "undrained":
            return undrained(state, trace)


def joined(numbers, take, state, trace):
    # [step: start both]
    producer = subprocess.Popen(command("count_up", numbers), stdout=PIPE)
    trace.event("step", item="producer started")
    searching = command("search", state.digit, take)
    search = subprocess.Popen(searching, stdin=producer.stdout, stdout=PIPE, text=True)
    trace.event("step", item="search started")
    # [step: join them]
    producer.stdout.close()  # the search has its own by now
    # [step: read, and wait for both]
    printed, _ = search.communicate()
    trace.event("step", item="search ended")
    producer.wait()
    trace.event("step", item="producer ended")
    return told(printed, [producer.returncode, search.returncode], error=None)


# Nobody reads while we wait, so the program cannot end while we wait.
def undrained(state, trace):
    # [step: start one]
    producer = subprocess.Popen(command("count_up", FULL), stdout=PIPE, text=True)
    # [step: wait before reading]
    error = None
    try:
        producer.wait(timeout=state.wait_ms / 1000)
    except subprocess.TimeoutExpired:
        trace.event("step", item="gave up")
        error = "deadlock"
    # [step: read, and wait]
    printed, _ = producer.communicate()
    trace.event("step", item="producer ended")
    return told(printed, [producer.returncode], error)


def told(printed, exit_codes, error):
    lines = printed.split()
    first, last = (lines[0], lines[-1]) if lines else (None, None)
    return {"lines": len(lines), "first": first, "last": last, "exit_codes": exit_codes, "error": error}


def command(*arguments):
    return [sys.executable, __file__, "child", *map(str, arguments)]


# [step: the first child]
def count_up(numbers):
    # Python ignores this signal. A program that is made for pipes dies of it, as others do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for number in itertools.count(1) if numbers == NO_END else range(1, numbers + 1):
        print(number)


# [step: the second child]
def search(digit, take):
    found = (line for line in sys.stdin if digit in line)
    for line in found if take == NO_END else itertools.islice(found, take):
        print(line, end="")


def child(role, *arguments):
    if role == "count_up":
        count_up(int(arguments[0]))
    else:
        search(arguments[0], int(arguments[1]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        sys.exit(child(*sys.argv[2:]))
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
