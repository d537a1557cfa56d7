"""What `invoke test` does when a process of tests is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from compare.commands.check import side_by_side
from compare.setup.home import ROOT

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


WHO = """
import os
from pathlib import Path
import pytest

@pytest.mark.parametrize("n", range(30))
def test_who(n, pytestconfig):
    (pytestconfig.rootpath / f"{Path(__file__).stem}-{os.getpid()}").touch()
"""


@pytest.mark.skipif(not side_by_side(), reason="tests run one after the other here")
def test_what_shares_a_long_preparation_runs_in_one_process(tmp_path: Path) -> None:
    """Red where marks are lost on the way to xdist: each process prepared it again. Others are shared out."""
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_xdist_make_scheduler\n")
    for name in ("hostile", "other"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / f"test_{name}.py").write_text(WHO, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *side_by_side(), "tests"]
    environment = _outside() | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)
    assert len([*tmp_path.glob("test_hostile-*")]) == 1
    assert len([*tmp_path.glob("test_other-*")]) > 1


def _outside() -> dict[str, str]:
    """The environment without what tells a test that it is one of a run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
