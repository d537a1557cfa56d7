"""Joins the child to be sure that it has ended, and so never sees the zombie."""

import multiprocessing
import os
import sys
import time
from pathlib import Path

processes = multiprocessing.get_context("spawn")
PATIENCE = 10


def prepare(parameters):
    return parameters


def run(state, trace):
    return orphan(trace) if state.variant == "orphan" else ended_child(state.exit_code, trace)


def ended_child(exit_code, trace):
    child = processes.Process(target=end_at_once, args=(exit_code, trace))
    child.start()
    child.join()
    trace.event("step", item="parent looks")
    before_wait, _ = stat_of(child.pid)
    child.kill()
    after_kill, _ = stat_of(child.pid)
    child.join()
    trace.event("step", item="collected")
    states = {"before_wait": before_wait, "after_kill": after_kill, "after_wait": stat_of(child.pid)[0]}
    return states | {"exit_code": child.exitcode}


def orphan(trace):
    here, there = processes.Pipe()
    parent = processes.Process(target=start_another, args=(there, trace))
    parent.start()
    there.close()
    pid = here.recv()
    _, parent_before = stat_of(pid)
    parent.kill()
    parent.join()
    trace.event("step", item="parent died")
    _, parent_after = stat_of(pid)
    here.send("are you there?")
    outlives_parent = here.recv() == "yes"
    here.close()
    until_ended(pid)
    return {"outlives_parent": outlives_parent, "reparented": parent_after != parent_before}


def until_ended(pid):
    end = time.monotonic() + PATIENCE
    while stat_of(pid)[0] not in ("Z", "gone") and time.monotonic() < end:
        time.sleep(0.001)


def stat_of(pid):
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone", None
    return after_name[0], int(after_name[1])


def end_at_once(exit_code, trace):
    trace.event("step", item="child ends")
    sys.exit(exit_code)


def start_another(there, trace):
    processes.Process(target=live_on, args=(there, trace)).start()
    there.close()
    time.sleep(60)


def live_on(there, trace):
    there.send(os.getpid())
    there.recv()
    trace.event("step", item="orphan answers")
    there.send("yes")
    there.poll(None)
