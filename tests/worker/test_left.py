"""What a worker says that a scene has left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worker.client import Client, value


def test_look_reports_and_cancels_tasks(worker: Client) -> None:
    """A task that nobody awaited is named, and gone with the next look."""
    text = """
import asyncio

kept = []

async def run(state, trace):
    kept.append(asyncio.create_task(asyncio.Event().wait(), name="forgotten"))
    await asyncio.sleep(0)
    return {}
"""
    worker.observe(worker.write(text))
    assert worker.ask("look")["threads"] == ["task forgotten"]
    assert worker.ask("look")["threads"] == []


def test_a_swallowed_cancellation_is_survived(worker: Client) -> None:
    """A task that refuses to be cancelled is reported, and the worker goes on."""
    text = """
import asyncio

kept = []

async def stubborn():
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

async def run(state, trace):
    kept.append(asyncio.create_task(stubborn(), name="stubborn"))
    await asyncio.sleep(0)
    return {}
"""
    worker.observe(worker.write(text))
    assert worker.ask("look")["threads"] == ["task stubborn"]
    assert worker.ask("ping") == {"ok": True}


def test_look_reports_threads_and_processes(worker: Client) -> None:
    """What still runs after a trial is named; what has ended is not."""
    text = """
import multiprocessing
import threading

def run(state, trace):
    threading.Thread(target=threading.Event().wait, name="left over", daemon=True).start()
    done = threading.Thread(target=print, name="done")
    done.start()
    multiprocessing.get_context("spawn").Process(target=wait, name="child", daemon=True).start()
    return {}

def wait():
    multiprocessing.Event().wait()
"""
    state = worker.prepare(worker.write(text))
    assert worker.ask("look")["threads"] == []
    worker.trial(state)
    assert worker.ask("look")["threads"] == ["process child", "thread left over"]


def test_what_a_state_holds_is_not_left_over(worker: Client) -> None:
    """A server thread of `prepare` may stay while its state lives, and not after it."""
    text = """
import threading

def prepare(parameters):
    threading.Thread(target=threading.Event().wait, name="server", daemon=True).start()
    return parameters

def run(state, trace):
    return {}
"""
    state = worker.prepare(worker.write(text))
    worker.trial(state)
    assert worker.ask("look")["threads"] == []
    worker.ask("drop", state=state)
    assert worker.ask("look")["threads"] == ["thread server"]


def test_a_pool_that_a_state_holds_is_not_left_over(worker: Client) -> None:
    """An executor starts its threads when it is used; they belong to the state that holds it."""
    text = """
from concurrent.futures import ThreadPoolExecutor

def prepare(parameters):
    return ThreadPoolExecutor(2)

def run(state, trace):
    return {"sum": sum(state.map(abs, [-1, 2]))}

def cleanup(state):
    if CLEAN:
        state.shutdown()

CLEAN = True
"""
    good = worker.prepare(worker.write(text))
    worker.trial(good)
    assert worker.ask("look")["threads"] == []
    worker.ask("drop", state=good)
    assert worker.ask("look")["threads"] == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="semaphores have no file here")
def test_a_pools_semaphores_go_though_it_has_grown_old(worker: Client) -> None:
    """In a cycle that a collection has already passed over: red where the looks collect young objects only."""
    text = """
import gc, multiprocessing

def run(state, trace):
    lock = multiprocessing.get_context("spawn").Lock()
    held = [lock]
    held.append(held)
    gc.collect()
    return {"name": lock._semlock.name}
"""
    name = value(worker.observe(worker.write(text)))["name"]
    semaphore = Path("/dev/shm") / f"sem.{name.removeprefix('/')}"
    assert semaphore.exists()
    assert worker.ask("look")["threads"] == []
    assert not semaphore.exists()


def test_an_executor_that_is_not_shut_down_is_left_over(worker: Client) -> None:
    """The pool of a run that keeps it for ever is reported once no state could hold it."""
    text = """
from concurrent.futures import ThreadPoolExecutor

kept = []

def run(state, trace):
    kept.append(ThreadPoolExecutor(1, thread_name_prefix="kept"))
    return {"sum": sum(kept[-1].map(abs, [-1]))}
"""
    state = worker.prepare(worker.write(text))
    worker.trial(state)
    worker.ask("drop", state=state)
    assert worker.ask("look")["threads"] == ["thread kept_0"]


def test_prepare_names_the_processes_that_the_state_holds(worker: Client) -> None:
    """The harness is told which processes are no leftovers."""
    text = (
        """
import multiprocessing

def prepare(parameters):
    return multiprocessing.get_context("spawn").Pool(1)

def run(state, trace):
    return {"pid": state.apply(multiprocessing.current_process)}

def cleanup(state):
    state.terminate()
    state.join()
""".replace("state.apply(multiprocessing.current_process)", "state.apply(pid)")
        + "\n\ndef pid():\n    import os\n    return os.getpid()\n"
    )
    prepared = worker.request(worker.write(text))
    assert prepared["processes"] == [value(worker.trial(1))["pid"]]
    assert worker.ask("look")["threads"] == []
    worker.ask("drop", state=1)
    assert worker.ask("look")["threads"] == []
