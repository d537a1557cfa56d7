"""What a worker answers: trials, errors, and what scenes leave behind."""

from __future__ import annotations

import os
from typing import Any

import pytest

from compare.worker.trials import BATCH
from tests.worker.client import Client, value

COUNTS = """
calls = []

def prepare(parameters):
    return parameters

def run(state, trace):
    calls.append(trace.observed)
    return {"calls": len(calls), "observed": trace.observed}
"""


def test_observed_trial_gives_output_and_trace(worker: Client) -> None:
    """One call, its output, its time, and its events in order."""
    text = """
def run(state, trace):
    with trace.span("job", item=state.n):
        trace.event("half way", value=0.5)
    return {"n": state.n, "name": state.inner.name, "list": [one.a for one in state.many]}
"""
    reply = worker.observe(worker.write(text), n=7, inner={"name": "x"}, many=[{"a": 1}, {"a": 2}])
    assert value(reply) == {"n": 7, "name": "x", "list": [1, 2]}
    assert [event["kind"] for event in reply["trace"]] == ["begin", "event", "end"]
    assert reply["repeat"] == 1 and reply["elapsed_ns"] > 0 and reply["late"] == 0
    begin, half, end = reply["trace"]
    assert begin["span"] == end["span"] and begin["item"] == 7 and half["value"] == 0.5
    assert reply["began_ns"] <= begin["t"] <= half["t"] <= end["t"] and begin["pid"] == worker.process.pid


def test_timed_trial_repeats_without_a_trace(worker: Client) -> None:
    """So many calls as asked for, the trace silent, no events in the answer."""
    state = worker.prepare(worker.write(COUNTS))
    reply = worker.trial(state, "timed", repeat=3)
    assert [one["value"] for one in reply["outputs"]] == [{"calls": n, "observed": False} for n in (1, 2, 3)]
    assert reply["repeat"] == 3 and "trace" not in reply


def test_timed_trial_doubles_until_it_lasts(worker: Client) -> None:
    """Without a count, the calls are doubled until they take long enough."""
    text = "def run(state, trace):\n    return {'sum': sum(range(1000))}\n"
    state = worker.prepare(worker.write(text))
    reply = worker.trial(state, "timed", repeat=None, min_ns=2_000_000)
    assert reply["elapsed_ns"] >= 2_000_000 and reply["repeat"] & (reply["repeat"] - 1) == 0
    assert reply["outputs"] == [{"value": {"sum": 499500}, "count": reply["repeat"]}]


@pytest.mark.parametrize(("word", "caller"), [("", "repeat"), ("async ", "batch")])
def test_nothing_of_ours_stands_between_the_timed_loop_and_the_call(
    worker: Client, word: str, caller: str
) -> None:
    """The loop is what is timed; red with a function of ours in between, whose frame counts in short calls."""
    text = f"""
import sys

{word}def run(state, trace):
    return {{"caller": sys._getframe(1).f_code.co_name}}
"""
    reply = worker.trial(worker.prepare(worker.write(text)), "timed", repeat=3)
    assert reply["outputs"] == [{"value": {"caller": caller}, "count": 3}]


def test_outputs_are_checked_batch_by_batch(worker: Client) -> None:
    """Every output of many calls counts, and few of them are alive at once."""
    text = f"""
class Output(dict):
    alive = most = calls = 0

    def __init__(self, **fields):
        super().__init__(fields)
        Output.alive += 1
        Output.most = max(Output.most, Output.alive)

    def __del__(self):
        Output.alive -= 1

def run(state, trace):
    Output.calls += 1
    return Output(few=Output.most <= {BATCH} + 10, early=Output.calls <= 2 * {BATCH})
"""
    reply = worker.trial(worker.prepare(worker.write(text)), "timed", repeat=3 * BATCH + 1)
    assert reply["repeat"] == 3 * BATCH + 1
    assert reply["outputs"] == [
        {"value": {"few": True, "early": True}, "count": 2 * BATCH},
        {"value": {"few": True, "early": False}, "count": BATCH + 1},
    ]


def test_timed_gates_stand_open(worker: Client) -> None:
    """Every gate of a timed trial lets through at once."""
    text = """
def run(state, trace):
    with trace.span("job"):
        trace.open_gate("x")
        return {"met": [trace.rendezvous("two", 2), trace.wait_gate("never")]}
"""
    state = worker.prepare(worker.write(text))
    assert value(worker.trial(state, "timed", repeat=1)) == {"met": [True, True]}


def test_warm_stops_at_the_number_of_calls(worker: Client) -> None:
    """Warming up ends at whichever comes first, the calls here."""
    state = worker.prepare(worker.write(COUNTS))
    reply = worker.ask("warm", state=state, max_calls=5, max_ns=10**12)
    assert reply["ok"] and reply["calls"] == 5 and 0 < reply["first_ns"] <= reply["elapsed_ns"]


def test_warm_calls_at_least_once(worker: Client) -> None:
    """A time limit of nothing still gives the first call's time."""
    state = worker.prepare(worker.write(COUNTS))
    assert worker.ask("warm", state=state, max_calls=5, max_ns=0)["calls"] == 1


def test_drop_cleans_up_and_forgets(worker: Client) -> None:
    """A dropped state is cleaned up, and is unknown afterwards."""
    text = """
def run(state, trace):
    return {}

async def cleanup(state):
    print("cleaned up", state.n)
"""
    state = worker.prepare(worker.write(text), n=4)
    assert worker.ask("drop", state=state) == {"ok": True}
    assert worker.printed() == "cleaned up 4"
    reply = worker.trial(state)
    assert reply["error"]["where"] == "protocol" and str(state) in reply["error"]["message"]


def test_gate_that_is_not_met_is_an_event(worker: Client) -> None:
    """A gate's wait is bounded by the trial's gate_ms, and its name is told."""
    text = """
async def run(state, trace):
    return {"met": [trace.rendezvous("two", 2), await trace.wait_gate_async("go")]}
"""
    state = worker.prepare(worker.write(text))
    reply = worker.trial(state, gate_ms=10)
    assert value(reply) == {"met": [False, False]}
    assert [(event["name"], event["item"]) for event in reply["trace"]] == [
        ("gate-not-met", "two"),
        ("gate-not-met", "go"),
    ]


def test_coroutines_share_one_loop(worker: Client) -> None:
    """`prepare` and every run use one loop; a request has a context of its own, which its calls share."""
    text = """
import asyncio
from contextvars import ContextVar

seen = ContextVar("seen", default=0)

async def prepare(parameters):
    return asyncio.get_running_loop()

async def run(state, trace):
    before = seen.get()
    seen.set(before + 1)
    return {"same": state is asyncio.get_running_loop(), "seen": before}
"""
    state = worker.prepare(worker.write(text))
    assert value(worker.trial(state)) == {"same": True, "seen": 0}
    assert value(worker.trial(state, "timed", repeat=1)) == {"same": True, "seen": 0}
    outputs = worker.trial(state, "timed", repeat=3)["outputs"]
    assert [one["value"]["seen"] for one in outputs] == [0, 1, 2]


def test_late_events_are_counted_with_the_next_trial(worker: Client) -> None:
    """A thread that goes on after its trial does not write into another one."""
    text = """
import threading

go, done = threading.Event(), threading.Event()

def run(state, trace):
    if state.first:
        threading.Thread(target=later, args=(trace,)).start()
    else:
        go.set()
        done.wait()
    return {}

def later(trace):
    go.wait()
    trace.event("late")
    done.set()
"""
    program = worker.write(text)
    assert worker.observe(program, first=True)["late"] == 0
    reply = worker.observe(program, first=False)
    assert reply["late"] == 1 and reply["trace"] == []


def test_same_named_programs_in_two_folders(worker: Client) -> None:
    """Each state runs its own text, also in children that import it by name."""
    text = """
import multiprocessing

def who():
    return NUMBER

def run(state, trace):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return {"here": who(), "child": pool.apply(who)}
"""
    states = [
        worker.prepare(worker.write(f"NUMBER = {number}\n{text}", "twin_text", home=str(number)))
        for number in (1, 2)
    ]
    for state, number in [*zip(states, (1, 2), strict=True), (states[0], 1)]:
        assert value(worker.trial(state)) == {"here": number, "child": number}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("child", "code"),
    [("return {}", 0), ("raise SystemExit(3)", 3), ("raise ValueError", 1), ("raise SystemExit('why')", 1)],
)
@pytest.mark.parametrize("mode", ["observed", "timed"])
def test_a_forked_child_never_runs_the_workers_loop(worker: Client, mode: str, child: str, code: int) -> None:
    """A child that returns or raises out of `run` ends, and answers nobody."""
    text = f"""
import os

def run(state, trace):
    pid = os.fork()
    if pid == 0:
        {child}
    return {{"code": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}}
"""
    state = worker.prepare(worker.write(text))
    assert value(worker.trial(state, mode, repeat=4)) == {"code": code}
    assert worker.ask("ping") == {"ok": True}


def test_cpu_time_counts_children(worker: Client) -> None:
    """Work in another process is work of the trial, whether that process still lives or not."""
    text = """
import multiprocessing
import time

def burn():
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass

def prepare(parameters):
    return multiprocessing.get_context("spawn").Pool(1)

def run(state, trace):
    state.apply(burn)
    return {}

def cleanup(state):
    state.terminate()
    state.join()
"""
    state = worker.prepare(worker.write(text))
    reply = worker.trial(state, "timed", repeat=1)
    assert reply["ok"], reply
    if os.path.exists("/proc/self/schedstat"):
        assert reply["cpu_ns"] >= 90_000_000


def test_a_program_keeps_its_state_between_trials(worker: Client) -> None:
    """The module is imported once for its path."""
    program = worker.write(COUNTS)
    calls: list[Any] = [value(worker.observe(program))["calls"] for _ in range(3)]
    assert calls == [1, 2, 3]
