"""Ctrl-C and SIGTERM: the right exit code, a partial report, and nobody left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from compare.cli import main
from compare.errors import Exit
from compare.record.saving import load
from compare.setup.home import ROOT

LONG = ["--only", "parallel-squares,parallel-sum", "--lanes", "python", "--quick", "--rounds", "200"]


def _started(out: Path, pair: int = 2) -> subprocess.Popen[str]:
    """A compare in the middle of one of its two pairs."""
    command = [sys.executable, "-m", "invoke", "compare", *LONG, "--out", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if f"[{pair}/2]" in line:  # so those before it are whole, and it is under way
            return process
    raise AssertionError("it ended by itself")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signals to send to another process")
@pytest.mark.parametrize(
    ("sent", "code", "pair"), [(signal.SIGINT, 130, 2), (signal.SIGTERM, 143, 2), (signal.SIGTERM, 143, 1)]
)
def test_stopped_compare_leaves_a_partial_report_and_nobody(
    sent: int, code: int, pair: int, tmp_path: Path
) -> None:
    """What was seen is saved and shown, what never ran is named; all of its processes are gone when it is (68)."""
    process = _started(tmp_path, pair)
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    process.send_signal(sent)
    text, _ = process.communicate(timeout=20)
    assert process.returncode == code, text
    assert "Traceback" not in text
    assert [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    record = load(tmp_path / "latest" / "record.json")
    assert record.interrupted == sent.name
    assert len(record.pairs) == pair
    cut = {trial.variant for trial in record.pairs[-1].trials if trial.state == "interrupted"}
    assert cut and cut <= {one["name"] for one in record.pairs[-1].contract["variants"]}  # 31
    last, latest = text.rstrip().splitlines()[-1], tmp_path / "latest"
    assert last.startswith(f"FAILED (exit {code}): {sent.name} ended the run") and "parallel-sum" in last
    assert "interrupted" in (latest / "badge.svg").read_text()
    for name in ("report.md", "junit.xml"):
        told = (latest / name).read_text().replace("\\", "")
        assert f"{sent.name} ended the run" in told
        assert "ended as interrupted (the run was stopped)" in told  # red where the pair's rows are lost (31)
        assert "parallel-sum" in told and ("never ran" in told) == (pair == 1)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_killed_compare_leaves_nobody(tmp_path: Path) -> None:
    """Even where the harness cannot clear up itself, its watcher and its workers notice."""
    process = _started(tmp_path)
    below = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=20)
    _, alive = psutil.wait_procs(below, timeout=10)
    assert alive == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_the_record_of_a_killed_compare_says_what_never_ran(tmp_path: Path, capsys) -> None:
    """Red where nothing but SIGINT and SIGTERM made a record a partial one (68)."""
    process = _started(tmp_path)
    process.kill()
    process.communicate(timeout=20)
    (journal,) = tmp_path.glob("*/record.jsonl")
    assert main("report", {"record": str(journal.parent)}) == Exit.DIFFERS
    assert "never ran: parallel-sum. Give: invoke compare --only" in capsys.readouterr().out
