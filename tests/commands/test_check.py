"""What `invoke test` does when a process of tests is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from compare.commands.check import side_by_side

CRASHES = """
import os, signal
import pytest

@pytest.mark.parametrize("n", range(6))
def test_before(n):
    pass

def test_is_killed(pytestconfig):
    crashed = pytestconfig.rootpath / "crashed"
    if not crashed.exists():  # what takes the lost one's place is given this one once more
        crashed.touch()
        os.kill(os.getpid(), signal.SIGKILL)

@pytest.mark.parametrize("n", range(6))
def test_after(n):
    pass
"""


@pytest.mark.skipif(not side_by_side(), reason="tests run one after the other here")
def test_a_run_whose_process_crashes_ends_and_names_the_test(tmp_path: Path) -> None:
    """Red where the process is replaced: the new one waits for work until CI gives up."""
    (tmp_path / "test_crash.py").write_text(CRASHES, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *side_by_side(),
        "test_crash.py",
    ]
    ended = subprocess.run(
        command, cwd=tmp_path, env=_outside(), capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode != 0
    assert "test_crash.py::test_is_killed" in ended.stdout


def _outside() -> dict[str, str]:
    """The environment without what tells a test that it is one of a run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
