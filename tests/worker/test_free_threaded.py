"""The worker in a Python without a GIL, where the machine offers one."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compare.lanes.find import open_lanes, parse_lanes
from compare.run.session import session
from tests.pairs import CATALOGUE, complaints, plan, run
from tests.worker.client import ROOT, Client, value

PLACES = [Path(os.environ.get("PARALLAX_PYTHONS", "")), ROOT.parent / "shared" / "pythons"]
ARCHIVES = [
    archive for place in PLACES if place.is_dir() for archive in place.glob("cpython-3.1?.*t-*.tar.xz")
]


@pytest.fixture(scope="module")
def free_threaded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A free-threaded interpreter, unpacked for this module."""
    if not ARCHIVES:
        pytest.skip("no free-threaded Python here: PARALLAX_PYTHONS may name a folder that has one")
    folder = tmp_path_factory.mktemp("pythons")
    with tarfile.open(ARCHIVES[0]) as archive:
        archive.extractall(folder, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(
            folder
        )
    return str(next(folder.glob("*/bin/python3.1?t")))


@pytest.fixture
def free_worker(free_threaded: str, tmp_path: Path) -> Iterator[Client]:
    """A worker without a GIL."""
    client = Client(tmp_path, free_threaded)
    yield client
    client.close()


def test_hello_says_that_there_is_no_gil(free_worker: Client) -> None:
    """The record can tell the builds apart."""
    assert free_worker.hello["gil"] is False


def test_spans_of_threads_are_whole(free_worker: Client) -> None:
    """Threads that really run at once lose no event and share no number."""
    text = """
import threading

def run(state, trace):
    def work(worker):
        for job in range(200):
            with trace.span("job", item=worker * 1000 + job):
                pass
    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {}
"""
    reply = free_worker.observe(free_worker.write(text))
    assert value(reply) == {}
    begun = [event for event in reply["trace"] if event["kind"] == "begin"]
    assert len(reply["trace"]) == 1600 and len({event["span"] for event in begun}) == 800


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_meet(free_worker: Client, method: str) -> None:
    """Children of every start method meet there as well."""
    text = """
import multiprocessing

def child(trace):
    trace.rendezvous("pair", 2)

def run(state, trace):
    one = multiprocessing.get_context(state.method).Process(target=child, args=(trace,))
    one.start()
    met = trace.rendezvous("pair", 2)
    one.join()
    return {"met": met, "code": one.exitcode}
"""
    assert value(free_worker.observe(free_worker.write(text), method=method)) == {"met": True, "code": 0}


@pytest.fixture
def with_gil(free_threaded: str, tmp_path: Path) -> str:
    """The same interpreter, told to have a GIL."""
    script = tmp_path / "python-with-gil"
    script.write_text(f'#!/bin/sh\nPYTHON_GIL=1 exec "{free_threaded}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def test_parallel_sum_agrees_with_and_without_the_gil(free_threaded: str, with_gil: str) -> None:
    """One build as two lanes beside the others: all sums agree, and the record tells the lanes apart."""
    contract = CATALOGUE.contracts["parallel-sum"]
    with session() as around:
        names = parse_lanes(f"python,dotnet,free={free_threaded},locked={with_gil}")
        lanes, facts = open_lanes(names, around, allow_missing=False)
        try:
            planned = plan(contract, facts, (contract.cases[0].id,), {"n": 20_000})
            threads = tuple(row for row in planned.observed if row.variant.name in ("serial", "threads"))
            report = run(replace(planned, observed=threads), lanes, facts)
        finally:
            for lane in lanes.values():
                lane.close()
    assert report.pairs[0].outputs == report.pairs[0].behaviour == "agrees", complaints(report)
    of = {one.name: one.facts for one in report.record.lanes if one.kind == "python"}
    assert {name: said["gil"] for name, said in of.items()} == {"python": True, "free": False, "locked": True}
    assert of["free"]["version"] == of["locked"]["version"] >= "3.13"
    assert "free-threading" in of["free"]["build"] and "free-threading" not in of["python"]["build"]
    ran = {(trial.lane, trial.variant) for trial in report.record.pairs[0].trials if trial.state == "ok"}
    assert {("free", "threads"), ("locked", "threads"), ("dotnet", "threads")} <= ran
    assert {(one.lane, one.variant) for one in planned.skips} >= {("free", "tuned"), ("locked", "tuned")}


def test_threads_see_each_other_compute_just_without_the_gil(free_threaded: str, with_gil: str) -> None:
    """gil-scaling expects of each lane what its GIL lets it do, and its report says in which they differ."""
    contract = CATALOGUE.contracts["gil-scaling"]
    with session() as around:
        names = parse_lanes(f"python,free={free_threaded},locked={with_gil}")
        lanes, facts = open_lanes(names, around, allow_missing=False)
        try:
            report = run(plan(contract, facts, ("three",)), lanes, facts)
        finally:
            for lane in lanes.values():
                lane.close()
    [pair] = report.pairs
    assert (pair.outputs, pair.behaviour) == ("declared divergence", "agrees"), complaints(report)
    [apart] = pair.divergences
    assert (apart.field, apart.values) == ("in_the_middle", {"python": False, "free": True, "locked": False})
    found = {one.lane: (one.base, one.word, one.what) for one in pair.likeness}
    assert found["free"] == ("python", "declared divergence", ("in_the_middle",))
    assert found["locked"] == ("python", "agrees", ())


SPINNING = """
import sys
import threading
import time

def run(state, trace):
    inside, seen = [False, False], []

    def spin(number):
        inside[number] = True
        give_up = time.monotonic() + state.patience_s
        while not seen and time.monotonic() < give_up:
            if inside[1 - number]:
                seen.append(number)
        inside[number] = False

    before = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        threads = [threading.Thread(target=spin, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return {"both_inside": bool(seen)}
"""


@pytest.mark.parametrize(("gil", "patience_s"), [("0", 20.0), ("1", 0.2)])
def test_only_a_gil_keeps_threads_from_computing_at_once(
    free_threaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gil: str, patience_s: float
) -> None:
    """Two threads that compute and never wait see each other inside only where no GIL keeps one out."""
    monkeypatch.setenv("PYTHON_GIL", gil)
    client = Client(tmp_path, free_threaded)
    try:
        assert client.hello["gil"] is (gil == "1")
        reply = client.observe(client.write(SPINNING), patience_s=patience_s)
        assert value(reply) == {"both_inside": gil == "0"}
    finally:
        client.close()
