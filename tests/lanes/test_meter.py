"""Peak memory is that of the whole tree, and of nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from compare.lanes.meter import Meter
from compare.worker.usage import LINUX

pytestmark = pytest.mark.skipif(not LINUX, reason="a proportional share of memory is Linux's")
MB = 1_000_000
# Says when it holds its memory, and keeps it until it is told to go.
HOLD = "import sys; held = b'x' * int(sys.argv[1]); print('holds', flush=True); sys.stdin.readline()"


@contextmanager
def _holding(size: int) -> Iterator[None]:
    command = [sys.executable, "-S", "-E", "-c", HOLD, str(size)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "holds\n"
        yield
        child.communicate("\n")


def _settle(meter: Meter) -> None:
    """Until the meter has looked at what is there now: twice is enough, whatever it was doing."""
    for _ in range(2):
        looked = meter.looks
        while meter.looks == looked:
            os.sched_yield()


def test_four_children_of_50_mb_are_200_mb() -> None:
    """Within a tenth: what an interpreter itself takes is little."""
    with Meter(os.getpid()) as meter, ExitStack() as children:
        for _ in range(4):
            children.enter_context(_holding(50 * MB))
        _settle(meter)
    assert 180 * MB <= meter.peak_bytes <= 220 * MB


def test_a_large_parent_does_not_count_as_its_child() -> None:
    """What was there before is taken off."""
    large = bytearray(os.urandom(1) * (300 * MB))
    with Meter(os.getpid()) as meter, _holding(20 * MB):
        _settle(meter)
    assert len(large) == 300 * MB
    assert 18 * MB <= meter.peak_bytes <= 35 * MB


def test_memory_that_was_given_back_still_counts() -> None:
    """A peak is a peak."""
    with Meter(os.getpid()) as meter:
        with _holding(60 * MB):
            _settle(meter)
        _settle(meter)
    assert meter.peak_bytes >= 54 * MB
