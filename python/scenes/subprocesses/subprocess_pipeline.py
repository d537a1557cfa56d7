"""Two programs that note how they began and ended; one that counts to an end begins when the second one is there.

A program that nobody tells to stop, or that stands at a full pipe, ends itself after a few seconds, and notes it.
"""

import sys

import subprocess_pipeline as example

from compare.props.children import Notes

FULL = 20_000  # lines, which are more than a pipe holds
COMMON = """
import itertools, os, sys, threading, time
path, name = sys.argv[1:3]
def note(what):
    with open(path, "a") as file:
        file.write(f"{name} {what}\\n")
def rescued_after(looks):  # no time: on a busy machine each look takes longer
    def give_up():
        for _ in range(looks):
            time.sleep(0.001)
        note("rescued")
        os._exit(75)
    threading.Thread(target=give_up, daemon=True).start()
note("began")
"""
COUNT = (
    COMMON
    + """
numbers, meets, end = int(sys.argv[3]), int(sys.argv[4]), time.monotonic() + 3
while meets and "search began" not in open(path).read():
    time.sleep(0.001)
    if time.monotonic() > end:
        note("alone")
        break
rescued_after(1500)
try:
    for number in itertools.count(1) if numbers == 0 else range(1, numbers + 1):
        print(number)
    sys.stdout.flush()
except BrokenPipeError:
    note("told")
    os._exit(1)
note("ended")
"""
)
SEARCH = (
    COMMON
    + """
rescued_after(2500)
digit, take = sys.argv[3], int(sys.argv[4])
found = (line for line in sys.stdin if digit in line)
for line in found if take == 0 else itertools.islice(found, take):
    print(line, end="")
note("ended")
"""
)


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        return piped(state, notes)


def piped(state, notes):
    endless, alone = state.variant.startswith("endless"), state.variant == "undrained"
    numbers = FULL if alone else 0 if endless else state.numbers
    first = [
        sys.executable,
        "-c",
        COUNT,
        notes.path,
        "producer",
        str(numbers),
        str(int(not alone and not endless)),
    ]
    take = state.take if endless else 0
    second = [sys.executable, "-c", SEARCH, notes.path, "search", state.digit, str(take)]
    printed, error = "", None
    try:
        if alone:
            stuck, printed = example.undrained(first, state.wait_ms / 1000)
            error = "deadlock" if stuck else None
        else:
            way = example.copied if state.variant in ("copied", "endless-copied") else example.joined
            printed = way(first, second)
    except Exception as raised:
        error = type(raised).__name__
    lines = printed.split() if isinstance(printed, str) else []
    noted = [" ".join(line) for line in notes.lines()]
    ends = [line.split()[1] for line in noted if line.startswith("producer") and "began" not in line]
    return {
        "lines": len(lines),
        "first": lines[0] if lines else None,
        "last": lines[-1] if lines else None,
        "together": None if alone or endless else "producer alone" not in noted and "search began" in noted,
        "producer_end": ends[-1] if ends else None,
        "over": ("search ended" in noted or alone) and bool(ends),
        "error": error,
    }
