"""A worker that stands still is told from one that computes, and from one that has ended."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from compare.lanes.standstill import StandsStill, Watched
from compare.worker.usage import LINUX

LIMIT_S = 0.3


def _asked(code: str, limit_s: float) -> float:
    """How long a program is asked about until it is said to stand still, at most three seconds."""
    with subprocess.Popen([sys.executable, "-S", "-c", code], stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            watched, began = Watched(process.pid, lambda: process.poll() is None, limit_s), time.monotonic()
            while time.monotonic() - began < 3:
                assert watched()
                time.sleep(0.01)
        finally:
            took = time.monotonic() - began
            process.kill()
    return took


@pytest.mark.skipif(not LINUX, reason="what others compute is known only in Linux")
def test_one_that_waits_stands_still() -> None:
    """As soon as the limit is over."""
    with pytest.raises(StandsStill):
        _asked("import time; print(flush=True); time.sleep(9)", LIMIT_S)


def test_one_that_computes_does_not() -> None:
    """However long it takes."""
    assert _asked("print(flush=True)\nwhile True: pass", 2.0) >= 3
