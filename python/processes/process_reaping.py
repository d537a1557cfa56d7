"""What becomes of child processes that nobody waits for, and of those whose parent dies. Linux.

An ended process keeps its exit code for its parent. Until the parent collects it (reaps it) the process is
a zombie: state Z, with neither memory nor code, and `kill -9` does nothing to it, for it is dead already.
`join` reaps. So do the next `start` and `active_children`, whoever they were meant for: multiprocessing needs
no handler of SIGCHLD, but it collects late. With `os.fork`, older code had to collect by itself.

A child does not die with its parent. An orphan gets a new parent: process 1, or a nearer one that takes care
of orphans. Only at its normal end does a Python program end its children with `daemon=True`, and wait for all
others. A killed program does neither.
"""

import multiprocessing
import os
import sys
import time
from pathlib import Path

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")
PATIENCE = 10  # seconds


def prepare(parameters):
    return parameters


def run(state, trace):
    return orphan(trace) if state.variant == "orphan" else ended_child(state.exit_code, trace)


def ended_child(exit_code, trace):
    # [step: let it end]
    child = processes.Process(target=end_at_once, args=(exit_code, trace))
    child.start()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # waits for its end, and collects nothing
    trace.event("step", item="parent looks")
    before_wait, _ = stat_of(child.pid)
    # [step: kill it once more]
    child.kill()
    after_kill, _ = stat_of(child.pid)
    # [step: wait for it]
    child.join()
    trace.event("step", item="collected")
    states = {"before_wait": before_wait, "after_kill": after_kill, "after_wait": stat_of(child.pid)[0]}
    return states | {"exit_code": child.exitcode}


def orphan(trace):
    # [step: a grandchild]
    here, there = processes.Pipe()
    parent = processes.Process(target=start_another, args=(there, trace))
    parent.start()
    there.close()
    pid = here.recv()
    _, parent_before = stat_of(pid)
    # [step: its parent dies]
    parent.kill()
    parent.join()
    trace.event("step", item="parent died")
    _, parent_after = stat_of(pid)
    # [step: is it still there?]
    here.send("are you there?")
    outlives_parent = here.recv() == "yes"
    here.close()  # it ends now
    until_ended(pid)
    return {"outlives_parent": outlives_parent, "reparented": parent_after != parent_before}


# It is no child of ours: there is nothing to join.
def until_ended(pid):
    end = time.monotonic() + PATIENCE
    while stat_of(pid)[0] not in ("Z", "gone") and time.monotonic() < end:
        time.sleep(0.001)


# [step: state and parent]
def stat_of(pid):
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone", None
    return after_name[0], int(after_name[1])


# [step: the children]
def end_at_once(exit_code, trace):
    trace.event("step", item="child ends")
    sys.exit(exit_code)


def start_another(there, trace):
    processes.Process(target=live_on, args=(there, trace)).start()
    there.close()
    time.sleep(60)  # until it is killed


def live_on(there, trace):
    there.send(os.getpid())
    there.recv()
    trace.event("step", item="orphan answers")
    there.send("yes")
    there.poll(None)  # until the other end is closed


if __name__ == "__main__":
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
