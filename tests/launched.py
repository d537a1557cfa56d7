"""Programs below a launcher that do not want to end, and a harness that is killed: `python -m tests.launched 100`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from compare.lanes import launcher, tree
from compare.lanes.platform import new_group_options
from compare.lanes.worker import Surroundings
from compare.run.session import session

DEAF = "import os, signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
WAIT = "print('ready', flush=True)\nsignal.pause()\n"
# A daemon that nothing marks as ours; it says its process id.
DAEMON = """
said, say = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        os.write(say, b'.')
        os.execve(sys.executable, [sys.executable, '-S', '-c', 'import signal; signal.pause()'], {})
    os._exit(0)
os.wait()
os.read(said, 1)
"""
STORM = "for _ in range(%d):\n    if os.fork() == 0:\n        signal.pause()\n" + WAIT
RESPAWNER = """
if os.fork() == 0:
    while True:
        if os.fork():
            os._exit(0)
        os.setsid()
        time.sleep(0.0005)
"""
ASKED = "signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"  # it ends when it is asked to
CHILD = "if os.fork() == 0:\n    {}signal.pause()\n"
SHAPES = {  # what an example may leave running
    "a child": ASKED + CHILD.format(""),
    "a deaf child": CHILD.format(""),
    "a child that is stopped": ASKED + CHILD.format("os.kill(os.getpid(), signal.SIGSTOP)\n    "),
    "a child in a session of its own": ASKED + CHILD.format("os.setsid()\n    "),
    "a daemon without our mark": ASKED + DAEMON.replace("print(os.getpid(), flush=True)", ""),
    "a process that respawns": ASKED + RESPAWNER,
    "64 deaf processes": STORM.removesuffix(WAIT) % 64,
}


@contextmanager
def launched(code: str) -> Iterator[tuple[Surroundings, subprocess.Popen[str]]]:
    """A program below a launcher, once it has said that it is ready."""
    with session() as around, started(code, around) as process:
        assert process.stdout.readline() == "ready\n"
        yield around, process


@contextmanager
def started(code: str, around: Surroundings) -> Iterator[subprocess.Popen[str]]:
    """A program's launcher, whose standard output is the program's; both end with the block."""
    kept = (around.lifeline, around.keeper)
    command = launcher.command(*kept, [sys.executable, "-S", "-c", DEAF + code])
    env = {"PARALLAX_RUN": around.token}
    pipes = {"stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, pass_fds=kept, env=env, **pipes, **new_group_options()) as process:
        try:
            yield process
        finally:
            tree.end(lambda: tree.below(process.pid), grace_s=0)


def harness() -> None:
    """A harness with a program that has left a daemon; it says their process ids, and ends when told to."""
    code = DAEMON + "print(os.getpid(), flush=True)\n" + WAIT
    with session() as around, started(code, around) as process:
        daemon, worker, ready = (process.stdout.readline().strip() for _ in range(3))
        assert ready == "ready"
        # By its command: for moments others may be there, which end by themselves.
        watcher = next(one.pid for one in psutil.Process().children() if "lanes.watcher" in _command(one))
        print(watcher, process.pid, worker, daemon, flush=True)
        sys.stdin.readline()


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def storm() -> None:
    """A harness with deaf processes, whose ids it says; when it is stopped it asks them to end, for ever so long."""
    code = "for _ in range(64):\n    if os.fork() == 0:\n        signal.pause()\n" + WAIT
    with launched(code) as (_, process):
        try:
            print(process.pid, *tree.below(process.pid), flush=True)
            while True:  # a signal that comes just before a blocking call would not be heard of
                time.sleep(0.01)
        finally:
            print("ends them", flush=True)
            tree.end(lambda: tree.below(process.pid), grace_s=600)


def survivors_of_a_kill(whose: str) -> tuple[list[psutil.Process], float]:
    """Who lives on after `kill -9` of the `harness` or of its `watcher`, and how many seconds the others took."""
    command = [sys.executable, "-c", "from tests.launched import harness; harness()"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        found = [psutil.Process(int(pid)) for pid in process.stdout.readline().split()]
        assert len(found) == 4
        (process if whose == "harness" else found[0]).kill()
        began = time.monotonic()
        process.communicate("\n")
        _, alive = psutil.wait_procs(found, timeout=10)
    return alive, time.monotonic() - began


def ending(shape: str) -> tuple[int, float]:
    """How many processes of a shape are left once its tree has been ended, and how many seconds that took."""
    with launched(SHAPES[shape] + WAIT) as (around, process):
        began = time.monotonic()
        tree.end(lambda: tree.below(process.pid))
        took = time.monotonic() - began
        process.wait()
        return len({*tree.marked(around.token), *tree.strays(around.known)}), took


if __name__ == "__main__":
    for shape in SHAPES:
        ends = [ending(shape) for _ in range(int(sys.argv[1]))]
        took = sorted(seconds * 1000 for _, seconds in ends)
        left, median = sum(number for number, _ in ends), took[len(took) // 2]
        print(f"{len(ends)} × {shape}: {left} left, {median:.0f} ms at the median, {took[-1]:.0f} ms at most")
    for one in ("harness", "watcher"):
        killed = [survivors_of_a_kill(one) for _ in range(int(sys.argv[1]))]
        left, longest = sum(len(alive) for alive, _ in killed), max(took for _, took in killed)
        print(
            f"{len(killed)} × kill -9 of the {one}: {left} processes left, the slowest took {longest:.2f} s"
        )
