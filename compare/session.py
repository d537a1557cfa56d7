"""What one run owns while it lasts: its token, its folder, its watcher, its signals."""

from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from compare.errors import Exit, HarnessError, Stopped
from compare.lanes import tree
from compare.lanes.platform import adopt_orphans, new_group_options, no_core_files
from compare.lanes.worker import Surroundings

LONGEST_TEMP = 48  # a socket's path must fit, with what a Manager adds to it


@contextmanager
def session(echo: Any = None) -> Iterator[Surroundings]:
    """A run's surroundings; whatever happens inside, nothing of it is left after.

    Raises:
        HarnessError: no temporary folder can be made.
        Stopped: Ctrl-C or SIGTERM arrived inside.
    """
    token = secrets.token_hex(8)
    try:
        folder = Path(tempfile.mkdtemp(prefix="plx", dir=_short_temp()))
    except OSError as error:
        raise HarnessError(
            f"No temporary folder can be made: {error}. Set TMPDIR to a writable folder."
        ) from None
    adopt_orphans()
    no_core_files()
    watcher = _watch(token, folder)
    # Whoever imports us may have children of its own, another session's workers say.
    known = {watcher.pid, *(child.pid for child in psutil.Process().children())}
    around = Surroundings(token, folder, known=known, echo=echo)
    try:
        with stopped_by_signals():
            yield around
    finally:
        _end(watcher, token, folder)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into Stopped; a second Ctrl-C while clearing up is let through."""

    def interrupted(number: int, _frame: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped(Exit.INTERRUPTED if number == signal.SIGINT else Exit.TERMINATED)

    before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _short_temp() -> str | None:
    default = tempfile.gettempdir()
    return default if len(default) <= LONGEST_TEMP or not Path("/tmp").is_dir() else "/tmp"


def _watch(token: str, folder: Path) -> subprocess.Popen[bytes]:
    boot = f"import sys; sys.path[:0] = {sys.path!r}; from compare.lanes.watcher import main; main()"
    return subprocess.Popen(
        [sys.executable, "-S", "-c", boot, token, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **new_group_options(),
    )


def _end(watcher: subprocess.Popen[bytes], token: str, folder: Path) -> None:
    tree.end(tree.marked(token), grace_s=0.2)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        watcher.communicate(b"done\n", timeout=2)
    except (OSError, subprocess.TimeoutExpired):
        watcher.kill()
        watcher.wait()
