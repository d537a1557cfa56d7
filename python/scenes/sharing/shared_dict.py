"""The writer is held where one looks; and the lock is held by the scene, until both who want it wait.

Who counts while the scene has the lock does not take it. Who reads before taking it has read a stale number by then.
"""

import functools
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import shared_dict as example

from compare.props.crew import category
from compare.props.waiting import at_rest, children

processes = multiprocessing.get_context("spawn")
MOMENT_S = 0.05
HANGS_S = 2.0


def prepare(parameters):
    state = SimpleNamespace(p=parameters, manager=None)
    if parameters.variant in ("nested", "stored-again", "nested-proxy"):
        state.manager = processes.Manager()
    return state


def run(state, watch):
    if state.p.variant == "shared":
        return looks(watch)
    if state.p.variant == "lock":
        return held_lock(state.p.per_worker)
    inner = state.manager.list([1]) if state.p.variant == "nested-proxy" else [1]
    entries, error = state.manager.dict(inner=inner), None
    try:
        (example.stored_again if state.p.variant == "stored-again" else example.nested)(entries)
    except Exception as raised:
        error = category(raised)
    return {"inner": entries["inner"][:], "error": error}


def cleanup(state):
    if state.manager:
        state.manager.shutdown()


def looks(watch):
    """The first look lasts until the writer has got half way; the second sees what is there."""
    views, error, before = [], None, children()

    def view(entries):
        views.append({repr(key): value for key, value in entries.items()})
        watch.event("step", item="look")

    def look(entries):
        view(entries)
        if len(views) == 1:
            watch.open_gate("the first look is over")
            watch.wait_gate("one entry is there")
            view(entries)
            watch.open_gate("the second look is over")

    try:
        with watch.span("call"):
            example.shared(functools.partial(fill, watch), look)
    except Exception as raised:
        error = category(raised)
    for child in multiprocessing.active_children():
        if child.pid not in before:
            child.join(HANGS_S)
    return {"views": views, "error": error}


def fill(watch, entries):
    with watch.span("writer"):
        watch.wait_gate("the first look is over")
        entries[1] = "1"
        watch.event("step", item="first entry")
        watch.open_gate("one entry is there")
        watch.wait_gate("the second look is over")
        time.sleep(MOMENT_S)  # a program that does not wait for the writer looks now
        entries["2"] = 2
        entries[0.25] = None
        watch.event("step", item="all entries")


def held_lock(times):
    before, lock, errors = children(), processes.Lock(), []
    with TemporaryDirectory() as folder:
        file = Path(folder, "count")
        file.write_text("0")

        def text():
            try:
                example.lock(lock, file, times)
            except Exception as raised:
                errors.append(category(raised))

        thread = threading.Thread(target=text, daemon=True)
        with lock:
            thread.start()
            at_rest(before)
            workers, held = len(children() - before), counted(file)
        if not ends(thread, file, before):
            errors.append("deadlock")
        return {
            "workers": workers,
            "counted_while_held": held,
            "count": counted(file),
            "error": errors[0] if errors else None,
        }


def counted(file):
    with suppress(ValueError):  # it is being written
        return int(file.read_text())


def ends(thread, file, before):
    """Whether it ends; once nothing is counted any more, its processes are killed."""
    seen, since = counted(file), time.monotonic()
    while thread.is_alive():
        thread.join(0.01)
        if (now := counted(file)) != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > HANGS_S:
            for pid in children() - before:
                os.kill(pid, signal.SIGKILL)
            thread.join(0.5)
            return False
    return True
