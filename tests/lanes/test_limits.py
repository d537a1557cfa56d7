"""Limits of the system that keep a worker from starting: a sentence with what to raise."""

from __future__ import annotations

import sys
import threading

import psutil
import pytest

from compare.errors import EnvironmentLacks, HarnessError
from compare.lanes.find import _command, open_lanes, parse_lanes
from compare.lanes.limits import with_cure
from compare.run import session as sessions
from compare.run.session import session
from compare.setup.build import ensure_built


def test_27_no_more_threads_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness's own; the worker that had started is ended. Red with a traceback."""

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with session() as around, monkeypatch.context() as limited:
        limited.setattr(threading.Thread, "start", refused)
        with pytest.raises(EnvironmentLacks, match="raise `ulimit -u`"):
            open_lanes(parse_lanes("python"), around, allow_missing=False)
        assert around.workers == set()
        assert {one.pid for one in psutil.Process().children()} <= around.known


def test_27_no_more_processes_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is run; red with a traceback."""

    def refused(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(sessions, "_watch", refused)
    with pytest.raises(HarnessError, match=r"No process can be started.*raise `ulimit -u`"), session():
        pass


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("RuntimeError: can't start new thread", "ulimit -u"),
        ("Failed to create CoreCLR, HRESULT: 0x8007000E", "ulimit -v"),
        ("GC heap initialization failed with error 0x8007000E", "ulimit -v"),
        ("OSError: [Errno 24] Too many open files", "ulimit -n"),
    ],
)
def test_77_what_a_limit_keeps_from_starting_names_the_limit(said: str, cure: str) -> None:
    """As Python and CoreCLR say it; red where a reader sees a HRESULT and nothing else."""
    assert with_cure(said).startswith(f"{said}; ") and cure in with_cure(said)
    assert with_cure("SyntaxError: no") == "SyntaxError: no"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of addresses is Linux's")
def test_77_limit_of_memory_is_told_by_the_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ulimit -v`, set for the worker alone, keeps CoreCLR from starting."""
    built = ensure_built()
    command = ["sh", "-c", f'ulimit -v 500000; exec "{built.dotnet}" "{built.worker_dll}" serve']
    monkeypatch.setattr("compare.lanes.find._command", lambda _lane: command)
    with session() as around, pytest.raises(EnvironmentLacks, match="ulimit -v"):
        open_lanes(parse_lanes("dotnet"), around, allow_missing=False)


def test_93_both_lanes_have_the_same_dotnet() -> None:
    """Found once and handed to both; red where pythonnet looks for one of its own."""
    built = ensure_built()
    dotnet, pythonnet = (_command(parse_lanes(name)[0]) for name in ("dotnet", "pythonnet"))
    assert dotnet[0] == str(built.dotnet)
    assert repr(str(built.dotnet)) in pythonnet[-1]
