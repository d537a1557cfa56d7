"""The trace across processes: every start method, acknowledged, on one clock."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import socket
import threading
from collections.abc import Iterator

import pytest

from compare.worker.places import Here
from compare.worker.sink import Sink
from compare.worker.trace import SILENT, Trace
from tests.worker.client import LIMIT_S, Client, names, value

METHODS = multiprocessing.get_all_start_methods()


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """The sink of this test process; it ends with it."""
    one = Sink()
    yield one
    one.begin("over", Here())


class Line:
    """A client of the sink, speaking its line protocol."""

    def __init__(self, sink: Sink, trial: str, token: str = "") -> None:
        host, port, right = sink.address
        self.socket = socket.create_connection((host, port), timeout=LIMIT_S)
        self.lines = self.socket.makefile("rb")
        self.write({"token": token or right, "trial": trial})

    def write(self, request: dict) -> None:
        """Send one line."""
        self.socket.sendall(json.dumps(request).encode() + b"\n")

    def ask(self, request: dict) -> dict:
        """Send one line and give the answer."""
        self.write(request)
        return json.loads(self.lines.readline() or "null")

    def close(self) -> None:
        """Go away."""
        self.lines.close()
        self.socket.close()


@pytest.mark.parametrize("method", METHODS)
def test_children_send_events_and_meet(worker: Client, method: str) -> None:
    """Two children meet each other, then the worker; all their events are there when they have ended."""
    text = """
import multiprocessing

def child(trace, number):
    with trace.span("child", item=number):
        trace.rendezvous("children", 2)
        trace.wait_gate("go")
        trace.rendezvous("all", 3)

def run(state, trace):
    context = multiprocessing.get_context(state.method)
    children = [context.Process(target=child, args=(trace, number)) for number in range(2)]
    for one in children:
        one.start()
    trace.open_gate("go")
    met = trace.rendezvous("all", 3)
    for one in children:
        one.join()
    trace.event("joined")
    return {"met": met, "codes": [one.exitcode for one in children]}
"""
    state = worker.prepare(worker.write(text), method=method)
    for _ in range(2):
        reply = worker.trial(state)
        assert value(reply) == {"met": True, "codes": [0, 0]}
        assert sorted(names(reply, "begin")) == sorted(names(reply, "end")) == ["child", "child"]
        pids = {event["pid"] for event in reply["trace"] if event["kind"] == "begin"}
        assert len(pids) == 2 and worker.process.pid not in pids
        assert reply["trace"][-1]["name"] == "joined" and reply["late"] == 0
    assert worker.ask("look")["threads"] == []


@pytest.mark.parametrize("method", METHODS)
def test_pools_and_executors_take_the_trace(worker: Client, method: str) -> None:
    """The trace goes through initializers and arguments; span numbers stay unique in each process."""
    text = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

kept = None

def keep(trace):
    global kept
    kept = trace

def job(number):
    with kept.span("pool", item=number):
        return number

def argument(trace, number):
    with trace.span("executor", item=number):
        return number

def run(state, trace):
    context = multiprocessing.get_context(state.method)
    with context.Pool(2, keep, (trace,)) as pool:
        first = pool.map(job, range(4))
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        second = list(pool.map(argument, [trace] * 4, range(4)))
    return {"first": first, "second": second}
"""
    reply = worker.observe(worker.write(text), method=method)
    assert value(reply) == {"first": [0, 1, 2, 3], "second": [0, 1, 2, 3]}
    begun = [(event["pid"], event["span"]) for event in reply["trace"] if event["kind"] == "begin"]
    assert len(set(begun)) == len(begun) == 8


def test_a_child_waits_in_a_coroutine(worker: Client) -> None:
    """A gate of a child's event loop is opened by the parent; a cancelled one is left."""
    text = """
import asyncio
import multiprocessing

def child(trace):
    asyncio.run(waits(trace))

async def waits(trace):
    task = asyncio.create_task(trace.rendezvous_async("pair", 2))
    trace.event("waiting")
    await asyncio.wait([task], timeout=0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        trace.event("cancelled")
    met = await trace.wait_gate_async("go")
    trace.event("went", value=met)

def run(state, trace):
    one = multiprocessing.get_context("spawn").Process(target=child, args=(trace,))
    one.start()
    trace.open_gate("go")
    one.join()
    return {"code": one.exitcode}
"""
    reply = worker.observe(worker.write(text))
    assert value(reply) == {"code": 0}
    assert names(reply) == ["waiting", "cancelled", "went"] and reply["trace"][-1]["value"] is True


def test_a_childs_gate_is_bounded(worker: Client) -> None:
    """A child's wait runs out as well, and says which gate."""
    text = """
import multiprocessing

def child(trace):
    trace.wait_gate("never")

def run(state, trace):
    one = multiprocessing.get_context("spawn").Process(target=child, args=(trace,))
    one.start()
    one.join()
    return {}
"""
    state = worker.prepare(worker.write(text))
    reply = worker.trial(state, gate_ms=10)
    assert [(event["name"], event["item"]) for event in reply["trace"]] == [("gate-not-met", "never")]


def test_threads_share_the_trace(sink: Sink) -> None:
    """Threads of one process meet, and their spans have different numbers."""
    here = Here()
    trace = Trace("t", sink.address, LIMIT_S, here)

    def work() -> None:
        with trace.span("job"):
            trace.rendezvous("all", 8)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    begun = [event for event in here.events() if event["kind"] == "begin"]
    assert len({event["span"] for event in begun}) == len({event["thread"] for event in begun}) == 8


def test_a_pickled_trace_sends_to_the_sink(sink: Sink) -> None:
    """What arrives through pickle is the same trace, by way of the socket."""
    here = Here()
    sink.begin("pickled", here)
    copy = pickle.loads(pickle.dumps(Trace("pickled", sink.address, LIMIT_S, here)))
    copy.event("sent", item="a")
    copy.open_gate("go")
    assert [event["item"] for event in here.events()] == ["a"]
    assert copy.wait_gate("go") and copy.observed


def test_the_silent_trace_is_picklable() -> None:
    """Timed trials pass their trace to children as well."""
    copy = pickle.loads(pickle.dumps(SILENT))
    assert not copy.observed and copy.rendezvous("two", 2)


def test_an_event_after_the_end_is_late() -> None:
    """What comes after a trial's end is counted and not kept."""
    late: list[str] = []
    here = Here(late)
    here.end()
    Trace("t", None, 1.0, here).event("too late")
    assert late == ["too late"] and here.events() == []


def test_the_sink_counts_events_of_an_earlier_trial() -> None:
    """A child of an earlier trial is told so; its gates do not open."""
    late: list[str] = []
    sink = Sink(late)
    sink.begin("new", Here(late))
    old = Line(sink, "old")
    assert old.ask({"event": {"name": "x", "t": 0}}) == {"ok": False}
    assert old.ask({"wait": "go", "timeout_ms": 60_000}) == {"met": False}
    assert old.ask({"open": "go"}) == {"ok": False}
    assert late == ["x"]
    old.close()


def test_what_a_killed_child_had_sent_is_its_trials(sink: Sink) -> None:
    """It waits for no answer: red where the trial ends while its event is yet to be read."""
    for number in range(200):
        here = Here()
        sink.begin(f"t{number}", here)
        child = Line(sink, f"t{number}")
        child.socket.sendall(b'{"event": {"kind": "event", "name": "x", "t": 0}}\n')
        child.close()
        sink.settle()
        assert [one["name"] for one in here.events()] == ["x"]


def test_the_sink_refuses_a_wrong_token(sink: Sink) -> None:
    """Who does not know the token is hung up on."""
    sink.begin("t", Here())
    stranger = Line(sink, "t", token="wrong")
    assert stranger.ask({"open": "go"}) is None
    stranger.close()


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b"{}\n", b"\xff\xfe\n"])
def test_the_sink_survives_nonsense(sink: Sink, line: bytes) -> None:
    """A client that breaks the protocol is hung up on; others go on."""
    here = Here()
    sink.begin("t", here)
    bad, good = Line(sink, "t"), Line(sink, "t")
    bad.socket.sendall(line)
    assert bad.lines.readline() == b""
    assert good.ask({"event": {"name": "x", "t": 0}}) == {"ok": True}
    bad.close()
    good.close()


def test_a_client_that_goes_leaves_its_gate(sink: Sink) -> None:
    """A party that died is no party: the next one waits for another."""
    here = Here()
    sink.begin("t", here)
    gone, stays, comes = Line(sink, "t"), Line(sink, "t"), Line(sink, "t")
    gone.write({"rendezvous": "pair", "parties": 2, "timeout_ms": 60_000})
    gone.close()
    for one in (stays, comes):  # accepted, and so was the first one before them
        assert one.ask({"open": "other"}) == {"ok": True}
    sink.settle()  # all that it sent has been read, and its end
    stays.write({"rendezvous": "pair", "parties": 2, "timeout_ms": 60_000})
    assert comes.ask({"rendezvous": "pair", "parties": 2, "timeout_ms": 60_000}) == {"met": True}
    assert json.loads(stays.lines.readline()) == {"met": True}
    for one in (stays, comes):
        one.close()
