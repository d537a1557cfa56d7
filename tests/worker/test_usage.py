"""CPU time of a process tree: what was spent is not lost with the process that spent it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from compare.worker.usage import LINUX, tree_ns

SPENT_S = 0.2
# A child whose own child computes, and is collected while the child lives.
CHILD = f"""
import subprocess, sys
computes = "import time\\nwhile time.process_time() < {SPENT_S}: pass"
subprocess.run([sys.executable, "-c", computes], check=True)
print("collected", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not LINUX, reason="/proc tells of other processes")
def test_who_has_ended_below_a_child_still_counts() -> None:
    """A kept cluster whose worker a trial kills spends more and more, never less."""
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "collected\n"
        spent = tree_ns(child.pid)
        child.communicate("")
    assert spent >= SPENT_S * 0.9e9  # the kernel counts in ticks
