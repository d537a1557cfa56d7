"""C# inside a Python worker: which side answers, what is timed, and that .NET forbids fork."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from compare.worker.hosted import HostedSession
from compare.worker.trials import MOST_REPEATS
from tests.worker.client import ROOT, Client, command, example_of, value, write_scene

WORKER = ROOT / "dotnet" / "Worker" / "bin" / "Release" / "net10.0" / "Parallax.Worker.dll"
CSHARP = {"program": "Scenes.dll", "type": "A.B", "example": "Examples.dll", "parameters": {}}


class Host:
    """Stands for the .NET host: remembers what it was asked."""

    asked: list[dict[str, Any]]
    calls: list[int]
    fails_at = 0

    def __init__(self) -> None:
        type(self).asked, type(self).calls = [], []

    def handle(self, request: str) -> str:
        """Any request but timed ones."""
        self.asked.append(json.loads(request))
        return json.dumps({"ok": True, "threads": [], "changed": [], "busy": False})

    def begin(self, state: int) -> None:
        """Begins a timed trial."""
        self.calls.append(0)

    def once(self) -> bool:
        """Runs once."""
        self.calls[-1] += 1
        return self.calls[-1] != self.fails_at

    def end(self, elapsed: int, cpu: int) -> str:
        """Gives the answer."""
        return json.dumps({"ok": not self.fails_at, "repeat": self.calls[-1], "elapsed_ns": elapsed})

    def collect(self) -> None:
        """Lets go what is garbage."""


@pytest.fixture
def session() -> HostedSession:
    """A session over the fake host."""
    return HostedSession(Host())


def _handle(session: Any, op: str, **fields: Any) -> dict[str, Any]:
    answer = session.handle({"op": op} | fields)
    return json.loads(answer) if isinstance(answer, str) else answer


def test_each_state_is_answered_by_its_side(session: Any, tmp_path: Path) -> None:
    """An assembly's states go to .NET, a Python text's to Python."""
    scene = write_scene(tmp_path, "def run(s, t):\n    return {'side': 'python'}\n", "python_side_text")
    python = {"program": str(scene), "example": str(example_of(scene))}
    assert _handle(session, "prepare", state=1, **CSHARP)["ok"]
    assert _handle(session, "prepare", state=2, **python, parameters={})["ok"]
    assert _handle(session, "trial", state=1, trial="t", mode="observed")["ok"]
    assert value(_handle(session, "trial", state=2, trial="t", mode="observed")) == {"side": "python"}
    assert _handle(session, "drop", state=1)["ok"] and _handle(session, "drop", state=2)["ok"]
    assert [request["op"] for request in Host.asked] == ["prepare", "trial", "drop"]
    assert not _handle(session, "trial", state=1, trial="t", mode="observed")["ok"]


def test_timed_calls_are_counted_and_doubled(session: Any) -> None:
    """Exactly so many calls as asked for; without a number, twice as many until they last."""
    _handle(session, "prepare", state=1, **CSHARP)
    assert _handle(session, "trial", state=1, trial="t", mode="timed", repeat=3)["repeat"] == 3
    assert _handle(session, "trial", state=1, trial="t", mode="timed", repeat=None, min_ns=1)["repeat"] == 1
    reply = _handle(session, "trial", state=1, trial="t", mode="timed", repeat=None, min_ns=10**12)
    assert reply["repeat"] == MOST_REPEATS and Host.calls[2:5] == [1, 2, 4]


def test_a_call_that_failed_is_the_last(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an exception no more calls are made, and .NET says what it was."""
    monkeypatch.setattr(Host, "fails_at", 2)
    _handle(session, "prepare", state=1, **CSHARP)
    assert _handle(session, "trial", state=1, trial="t", mode="timed", repeat=9) == {
        "ok": False, "repeat": 2, "elapsed_ns": pytest.approx(0, abs=10**9)
    }  # fmt: skip


@pytest.fixture
def clr_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A worker with CoreCLR in it."""
    if find_spec("pythonnet") is None or not WORKER.exists():
        pytest.skip("needs pythonnet, and the .NET worker built: python -m invoke build")
    boot = command(sys.executable)[-1].replace("main()", f"main('pythonnet', {str(WORKER)!r}, 'dotnet')")
    monkeypatch.setattr("tests.worker.client.BOOT", boot)
    client = Client(tmp_path)
    yield client
    client.close()


def test_python_texts_run_with_dotnet_loaded(clr_worker: Client) -> None:
    """A Python text calls .NET; fork is refused with the reason, other start methods work."""
    text = """
import multiprocessing

def child(trace):
    trace.event("child")

def run(state, trace):
    from System import Math
    try:
        multiprocessing.get_context("fork").Process(target=child, args=(trace,)).start()
        refused = "not at all"
    except (RuntimeError, ValueError) as error:
        refused = str(error)
    one = multiprocessing.get_context("spawn").Process(target=child, args=(trace,))
    one.start()
    one.join()
    return {"max": Math.Max(3, 7), "refused": refused, "code": one.exitcode}
"""
    assert clr_worker.hello["language"] == "pythonnet" and clr_worker.hello["runtime"].startswith(".NET")
    reply = clr_worker.observe(clr_worker.write(text))
    seen = value(reply)
    assert (seen["max"], seen["code"]) == (7, 0) and "fork" in seen["refused"]
    assert [event["name"] for event in reply["trace"]] == ["child"]
