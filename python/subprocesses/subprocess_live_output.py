"""Reads what a program prints while the program is still at work.

Captured output comes all at once, when the program has ended. Whoever wants each line when it is printed
keeps the pipe and iterates over it. That takes two: the program must flush, or its lines wait in its own
buffer, because to a pipe programs write in large blocks. Here the program waits for a nod after each line,
so no line could be read late without both standing still.

Some programs never end by themselves; on Linux, `ping` without a count is one. Then reading as it goes is
the only way, and the reader must end the program. Where nothing is captured there is nothing to read:
`stdout` of the result is None, however much the terminal shows.
"""

import itertools
import subprocess
import sys

PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}


def prepare(parameters):
    return parameters


def run(state, trace):
    match state.variant:
        case "at-end":
            return at_end(state.ticks, trace)
        case "live":
            return live(state.ticks, trace)
        case "endless":
            return live(state.ticks, trace, endless=True)
        case "inherited":
            return inherited(state.ticks, trace)


# `run` comes back when the program has ended. DEVNULL is an empty input: nobody will nod.
def at_end(ticks, trace):
    # [step: start it and wait for its end]
    ended = subprocess.run(command(ticks), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    trace.event("ended")
    # [step: read]
    lines = ended.stdout.splitlines()
    for line in lines:
        trace.event("heard", item=line)
    return {"lines": lines, "heard_alive": 0, "ended_by_itself": ended.returncode == 0}


# An endless program is killed after so many lines: leaving the block only waits for its end.
def live(ticks, trace, endless=False):
    lines, heard_alive = [], 0
    # [step: start it]
    with subprocess.Popen(command(0 if endless else ticks), **PIPES) as child:
        # [step: read]
        for line in child.stdout:
            trace.event("heard", item=line.rstrip())
            lines.append(line.rstrip())
            heard_alive += child.poll() is None
            if endless and len(lines) == ticks:
                child.kill()
                break
            nod(child)
    trace.event("ended")
    return {"lines": lines, "heard_alive": heard_alive, "ended_by_itself": child.returncode == 0}


# The program writes where we write, and we read nothing.
def inherited(ticks, trace):
    # [step: start it and wait for its end]
    ended = subprocess.run(command(ticks), stdin=subprocess.DEVNULL)
    trace.event("ended")
    return {"lines": ended.stdout, "heard_alive": 0, "ended_by_itself": ended.returncode == 0}


def command(ticks):
    return [sys.executable, __file__, "child", str(ticks)]


def nod(child):
    child.stdin.write("\n")
    child.stdin.flush()


# [step: the child]
# It ticks so many times, or without end; an endless one goes as well when nobody is there to nod.
def child(ticks):
    for tick in range(1, ticks + 1) if ticks else itertools.count(1):
        print(f"tick {tick}", flush=True)
        if not sys.stdin.readline() and not ticks:
            break


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        sys.exit(child(int(sys.argv[2])))
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
