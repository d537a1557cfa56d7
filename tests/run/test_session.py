"""What a session sees to before anything runs in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from compare.run.session import session

SAY_LIMIT = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"


def test_what_crashes_in_a_session_writes_no_core_file() -> None:
    """Children inherit a limit of none, whatever the limit was before."""
    resource = pytest.importorskip("resource")
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    with session():
        said = subprocess.run([sys.executable, "-c", SAY_LIMIT], capture_output=True, check=True)
    assert said.stdout.strip() == b"0"
