"""The first signal ends a run with its reports, a second one at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from compare.errors import Exit, Stopped
from compare.run.stopping import finished_first, stopped_by_signals
from compare.setup.home import ROOT
from compare.worker.proc import KNOWS_CHILDREN

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="Windows has no signals to send to another process"
)
HANGS_ON = os.name == "posix" and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
# Something that takes for ever while it is stopped: a lane that is closed, a report that is written. It does not
# block: a signal that comes just before a blocking call is not heard of until that call ends.
CLEARS_UP = """
import time
from compare.run.stopping import finished_first, stopped_by_signals
with stopped_by_signals():
    try:
        print("ready", flush=True)
        while True:
            time.sleep(0.01)
    finally:
        with finished_first():
            print("clears up", flush=True)
            while True:
                time.sleep(0.01)
"""


@contextmanager
def _program(code: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()  # nothing waits for one that did not end


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_second_signal_ends_at_once(sent: int, code: int) -> None:
    """108-twice: red where signals are ignored once one has come: the wait would never end."""
    with _program(CLEARS_UP) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(sent)
        assert process.stdout.readline() == "clears up\n"
        process.send_signal(sent)
        assert process.wait(timeout=30) == code


def test_second_signal_while_a_storm_is_ended_leaves_nobody() -> None:
    """108-storm: red where signals are ignored meanwhile, or where nobody clears up for the one who has left."""
    with _program("from tests.launched import storm; storm()") as process:
        found = [psutil.Process(int(pid)) for pid in process.stdout.readline().split()]
        assert len(found) == 66
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "ends them\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        _, alive = psutil.wait_procs(found, timeout=30)
        assert alive == []


# As a build is started: in a session of its own.
BUILDS = """
import subprocess, sys
command = [sys.executable, "-c", "import os, signal; print(os.getpid(), flush=True); signal.pause()"]
child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
print(child.stdout.readline(), end="", flush=True)
"""


@pytest.mark.skipif(not KNOWS_CHILDREN, reason="nobody tells who the children are")
@pytest.mark.skipif(HANGS_ON, reason="this was started by nohup or the like, and so is the build")
def test_second_signal_ends_a_build_as_well() -> None:
    """108-build: red where the process alone ends: its build would go on, and meet the next one."""
    with _program(BUILDS + CLEARS_UP) as process:
        child = psutil.Process(int(process.stdout.readline()))
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "clears up\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert psutil.wait_procs([child], timeout=30)[1] == []


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no session were open: one that other tests share would take the signals, and the second ends pytest."""
    monkeypatch.setattr("compare.run.stopping._stops", [])


def _raise_twice(number: int) -> None:
    with stopped_by_signals():
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(signal.SIGHUP)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED), (signal.SIGHUP, Exit.TERMINATED)],
)
def test_first_signal_raises_where_the_program_stands(number: int, code: Exit) -> None:
    """SIGHUP counts as SIGTERM, and as nothing when it comes second: a closed terminal may send it twice."""
    before = signal.getsignal(number)
    if before == signal.SIG_IGN:
        pytest.skip("this was started by nohup or the like")
    with pytest.raises(Stopped) as stopped:
        _raise_twice(number)
    assert stopped.value.exit_code == code
    assert signal.getsignal(number) == before


def _write_while_stopped(written: list[str]) -> None:
    with stopped_by_signals(), finished_first():
        signal.raise_signal(signal.SIGINT)
        written.append("report.md")


@pytest.mark.usefixtures("alone")
def test_reports_are_written_whole_before_a_first_signal_counts() -> None:
    """31-reports: red where it is raised in the midst of them."""
    written: list[str] = []
    with pytest.raises(Stopped):
        _write_while_stopped(written)
    assert written == ["report.md"]


@pytest.mark.usefixtures("alone")
def test_what_ignores_sighup_goes_on_doing_so() -> None:
    """As below `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
