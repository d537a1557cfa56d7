"""What one run owns while it lasts: its token, its folder, its watcher."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compare.errors import HarnessError
from compare.lanes import tree
from compare.lanes.limits import with_cure
from compare.lanes.platform import POSIX, new_group_options, no_core_files
from compare.lanes.worker import Surroundings
from compare.run.stopping import stopped_by_signals
from compare.setup.machine import LONGEST_TEMP
from compare.worker.lifeline import adopt_orphans


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
    try:
        watcher = _watch(token, folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise HarnessError(with_cure(f"No process can be started: {error}.")) from None
    # Whoever imports us may have children of its own, another session's workers say.
    known = {watcher.pid, *tree.children(os.getpid())}
    around = Surroundings(token, folder, known=known, echo=echo)
    if POSIX:
        around.lifeline, ours = os.pipe()  # nobody else has our end: it closes with us, however we end
        around.keeper = watcher.stdin.fileno()
    with stopped_by_signals():
        try:
            yield around
        finally:
            try:
                _end(watcher, around)
            finally:  # where a signal comes just now, the launchers and the watcher do the rest
                if POSIX:
                    os.close(ours)
                    os.close(around.lifeline)


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


def _end(watcher: subprocess.Popen[bytes], around: Surroundings) -> None:
    # Only where the system gave its parent's orphans to nobody of ours has their environment to tell.
    tree.end(lambda: tree.strays(around.known) or tree.marked(around.token))
    shutil.rmtree(around.folder, ignore_errors=True)
    try:
        watcher.communicate(b"done\n", timeout=2)
    except (OSError, subprocess.TimeoutExpired):
        watcher.kill()
        watcher.wait()
