"""The worker in a Python without a GIL, where the machine offers one."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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
