"""Ctrl-C and SIGTERM: the right exit code, a partial report, and nobody left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from compare.options import ROOT
from compare.record import load

LONG = ["--only", "parallel-squares,parallel-sum", "--lanes", "python", "--quick", "--rounds", "200"]


def _started(out: Path) -> subprocess.Popen[str]:
    """A compare in the middle of its second pair."""
    command = [sys.executable, "-m", "invoke", "compare", *LONG, "--out", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if "[2/2]" in line:  # so one pair is whole, and one is under way
            return process
    raise AssertionError("it ended by itself")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signals to send to another process")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_compare_leaves_a_partial_report_and_nobody(sent: int, code: int, tmp_path: Path) -> None:
    """What was seen is saved and shown; all of its processes are gone when it is."""
    process = _started(tmp_path)
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    process.send_signal(sent)
    text, _ = process.communicate(timeout=20)
    assert process.returncode == code, text
    assert "Traceback" not in text
    assert [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    record = load(tmp_path / "latest" / "record.json")
    assert record.interrupted == sent.name
    assert len(record.pairs) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_killed_compare_leaves_nobody(tmp_path: Path) -> None:
    """Even where the harness cannot clear up itself, its watcher and its workers notice."""
    process = _started(tmp_path)
    below = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=20)
    _, alive = psutil.wait_procs(below, timeout=10)
    assert alive == []
