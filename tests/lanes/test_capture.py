"""Reading what an example writes: never more in memory than a page or two of it."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from compare.lanes.capture import KEEP, Capture

MOST_GROWTH = 64 * 1024 * 1024  # bytes, of the harness
FLOOD = 200 * 1024 * 1024  # a gigabyte shows no more, and takes five times as long
WRITES = f"""
import os
os.write(1, b"first\\n")
page = b"x" * (1 << 20)
for _ in range({FLOOD >> 20}):
    os.write(1, page)
os.write(1, b"last\\n")
"""


@pytest.mark.skipif(os.name != "posix", reason="what is kept is the same; memory is measured on POSIX")
def test_17_flood_takes_no_memory() -> None:
    """Head, tail and count are kept; red where the whole is, by three times the limit."""
    own, most = psutil.Process(), 0
    before = own.memory_info().rss
    with subprocess.Popen([sys.executable, "-S", "-c", WRITES], stdout=subprocess.PIPE) as process:

        def measured(_piece: bytes) -> None:
            nonlocal most
            most = max(most, own.memory_info().rss - before)

        captured = Capture(process.stdout, measured)
        assert process.wait() == 0
        captured.settle()
    assert captured.total == FLOOD + len("first\nlast\n")
    kept = captured.take()
    assert kept.startswith("first\nx") and kept.endswith("xlast\n")
    assert len(kept) < 2 * KEEP + 100
    assert f"{FLOOD + 11 - 2 * KEEP} bytes left out" in kept
    assert most < MOST_GROWTH
