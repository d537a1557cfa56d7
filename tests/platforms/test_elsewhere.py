"""Tasks in a Python that lacks what Windows' or macOS's lacks.

It shows that each part looks before it uses what only some systems have. What those systems do, only they can show.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from compare.record.saving import load
from tests.sample import ROOT

ELSEWHERE = ROOT / "tests" / "platforms" / "elsewhere.py"


SYSTEMS = pytest.mark.parametrize("system", ["windows", "macos"])


def _task(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ELSEWHERE, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)


@SYSTEMS
@pytest.mark.parametrize(
    "arguments", [["list"], ["show", "when-all"], ["find", "gil"], ["--list"]], ids=" ".join
)
def test_what_only_looks_works_everywhere(system: str, arguments: list[str]) -> None:
    """No module needs at its import what only this system has."""
    done = _task(system, *arguments)
    assert (done.returncode, done.stderr) == (0, "")


def test_doctor_says_what_is_missing() -> None:
    """No dotnet.exe is here: told with its cure, and nothing is raised."""
    done = _task("windows", "doctor")
    assert done.returncode == 4
    assert "No dotnet was found" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@SYSTEMS
def test_pairs_run_and_those_of_other_systems_are_left_out(system: str, tmp_path: Path) -> None:
    """Windows reaches its worker over the loopback; a pair that needs Linux is skipped with the reason."""
    pairs = "when-all,process-reaping"
    done = _task(system, "compare", "--quick", "--lanes", "python", "--only", pairs, "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "process-reaping: needs linux" in done.stdout
    record = load(next(tmp_path.glob("*/record.json")))
    states = {pair.id: {trial.state for trial in pair.trials} for pair in record.pairs}
    assert states == {"when-all": {"ok"}, "process-reaping": set()}
