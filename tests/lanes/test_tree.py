"""Whatever an example starts is found in linear time, and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from compare.lanes import launcher, tree
from compare.run.session import session
from compare.worker import proc
from tests.launched import DAEMON, RESPAWNER, SHAPES, STORM, WAIT, ending, launched, survivors_of_a_kill

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="orphans are adopted in Linux only"
)

BRIEF = """
for _ in range(200):
    if os.fork() == 0:
        if os.fork() == 0:
            os._exit(0)
        os._exit(0)
    os.wait()
"""


@pytest.mark.parametrize("many", [64, 321], ids=["102-storm-64", "102-storm-321"])
def test_deaf_processes_are_each_looked_at_once(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red where all of /proc is looked at, or for each process again; then they end."""
    looked = []
    children = proc.children
    with launched(STORM % many) as (around, process):
        monkeypatch.setattr(proc, "children", lambda pid: looked.append(pid) or children(pid))
        assert len(tree.below(process.pid)) == many + 1
        assert len(looked) == len(set(looked)) == many + 2
        tree.end(lambda: tree.below(process.pid), grace_s=0)
        process.wait()
        assert tree.marked(around.token) == []


def test_server_that_a_scene_keeps_is_no_leftover() -> None:
    """Nor is what it started; any other process is. Red where a cluster would be ended after each trial."""
    child = "subprocess.Popen([sys.executable, '-c', 'input()'])"
    start = f"import subprocess, sys; print({child}.pid, flush=True); input()"
    for mark, helps in (("parallax-kept", True), ("other", False)):
        command = [sys.executable, "-c", start, mark]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            below = int(server.stdout.readline())
            assert [tree.is_helper(pid) for pid in (server.pid, below)] == [helps, helps]
            os.kill(below, signal.SIGKILL)
            server.kill()


def test_respawning_process_is_caught() -> None:
    """102-respawner: red where those that were seen are ended, and no more: its process id changes all the time."""
    with launched(RESPAWNER + WAIT) as (around, process):
        (worker, *_) = tree.children(process.pid)
        for _ in range(50):
            assert tree.left_running(process.pid, worker)
        tree.end(lambda: tree.below(process.pid))
        process.wait()
        assert tree.marked(around.token) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_of_a_tree_is_ended(shape: str) -> None:
    """13-shapes: nobody is left, whatever they do; `python -m tests.launched 100` says how long it takes."""
    assert ending(shape)[0] == 0


def test_brief_orphans_are_collected() -> None:
    """102-zombies: red where the launcher collects its worker only: zombies slow down every look."""
    with launched(BRIEF + WAIT) as (_, process):
        limit = time.monotonic() + 60
        while len(proc.descendants(process.pid)) > 1 and time.monotonic() < limit:
            os.sched_yield()
        assert proc.descendants(process.pid) == proc.children(process.pid)
        tree.end(lambda: tree.below(process.pid), grace_s=0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_launcher_takes_what_is_meant_for_the_parent(number: int) -> None:
    """106-parent: red where the harness is the worker's parent; a daemon that is left comes to the harness."""
    with launched(DAEMON.replace("print(os.getpid(), flush=True)", "") + WAIT) as (around, process):
        os.kill(process.pid, number)
        assert process.wait() == -number
        tree.end(lambda: tree.strays(around.known))
        assert tree.strays(around.known) == []


def test_launcher_ends_as_its_worker_did() -> None:
    """Its exit code or its signal, and nobody is left below it."""
    for code, ended in (("sys.exit(7)", 7), ("os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV)):
        with launched(RESPAWNER + "print('ready', flush=True)\n" + code) as (around, process):
            assert process.wait() == ended
            assert tree.strays(around.known) == []


def test_who_is_orphaned_at_once_comes_to_the_launcher() -> None:
    """107-unmarked-daemon: red where the worker starts before its launcher adopts orphans."""
    for _ in range(10):
        with session() as around:
            kept = (around.lifeline, around.keeper)
            script = "(sleep 600 >/dev/null & echo $!); echo orphaned; read nothing"
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "pass_fds": kept}
            with subprocess.Popen(launcher.command(*kept, ["/bin/sh", "-c", script]), **pipes) as process:
                orphan = psutil.Process(int(process.stdout.readline()))
                assert process.stdout.readline() == "orphaned\n"
                assert orphan.ppid() == process.pid
                process.communicate("\n")


def test_the_first_ends_before_the_others_are_asked() -> None:
    """73-stacks: red where all say at once where they stand: what they print would be mixed."""
    with launched("if os.fork() == 0:\n    signal.pause()\n" + WAIT) as (_, process):
        worker, child = tree.below(process.pid)
        tree.ask_first([child, worker], signal.SIGKILL, grace_s=60)
        assert tree.below(process.pid) == [worker]


MISSED = """
import os, signal
from compare.lanes import launcher, tree
if (child := os.fork()) == 0:
    signal.pause()
missed = [[], []]
below = tree.below
tree.below = lambda pid: missed.pop() if missed else below(pid)
launcher.end_all()
print(os.path.exists(f"/proc/{child}"))
"""


def test_a_process_that_a_look_misses_is_ended_all_the_same() -> None:
    """102-respawner: red where a launcher believes one list of its children; the kernel knows whether it has any."""
    done = subprocess.run([sys.executable, "-c", MISSED], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("whose", ["harness", "watcher"])
@pytest.mark.parametrize("turn", range(5))
def test_killed_harness_or_watcher_leaves_nobody(whose: str, turn: int) -> None:
    """107-unmarked-daemon: red where processes are known by their environment only.

    A hundred times: `python -m tests.launched 100`.
    """
    alive, _ = survivors_of_a_kill(whose)
    assert alive == [], f"turn {turn}"
