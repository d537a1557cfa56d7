"""Ends a harness that is itself stuck, by a fault of ours: whatever else it waits for has a limit of its own."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from compare.errors import Exit
from compare.record.journal import JOURNAL
from compare.run.stopping import hang_up
from compare.text import say

TICK_S = 1.0
PATIENCE_S = 1800  # for what may lie between two trials: a build, workers that are ended and started


@contextmanager
def watched(moved: Callable[[], int], longest_s: float, folder: Path) -> Iterator[None]:
    """Watch a run for as long as the block lasts; where it is stuck, show where all threads stand and exit with 5.

    Args:
        moved: a number that is another one whenever the run has come further.
        longest_s: how long it may take to do so by what the user and the contracts allow.
        folder: where the record is, as far as the run has come.
    """
    over = threading.Event()
    threading.Thread(
        target=_watch, args=(moved, longest_s, folder, over), daemon=True, name="watchdog"
    ).start()
    try:
        yield
    finally:
        over.set()


def _watch(moved: Callable[[], int], longest_s: float, folder: Path, over: threading.Event) -> None:
    before, still_s = moved(), 0.0
    while not over.wait(TICK_S):
        # By ticks and not by the clock: who was stopped for an hour, by Ctrl-Z say, is not stuck.
        still_s = still_s + TICK_S if moved() == before else 0.0
        before = moved()
        if still_s > longest_s + PATIENCE_S:
            _end(still_s, folder)


def _end(still_s: float, folder: Path) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody may be there to read it
        faulthandler.dump_traceback(sys.stderr, all_threads=True)
    told = [
        f"compare: Parallax itself is stuck for {still_s:.0f} s; its threads stand as shown. Please report it."
    ]
    if (folder / JOURNAL).exists():
        told.append(f"What was run until then: invoke report {folder}")
    say(*told, err=True)
    hang_up()
    os._exit(Exit.HARNESS)
