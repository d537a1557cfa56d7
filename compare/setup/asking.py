"""Asking a program: it is started, given nothing to read, and what it says is kept."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def answer_of(
    command: Sequence[object],
    limit_s: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What a program says, whatever its exit code; what of that is no text is shown as such.

    Args:
        command: the program and its arguments.
        limit_s: seconds that it may take.
        folder: where it runs; by default where we do.
        environment: its variables; by default ours.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took longer, and was ended.
    """
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=limit_s,
        cwd=folder,
        env=environment,
        check=False,
    )
