"""git, asked as outside of any hook."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from compare.errors import EnvironmentLacks, HarnessError

TIME_LIMIT_S = 120


def git(repository: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """What git answers, whatever its exit code.

    Args:
        repository: a folder in it.
        arguments: of git.
        given: its standard input.

    Raises:
        EnvironmentLacks: git is not installed.
        HarnessError: it does not end.
    """
    # A hook's own GIT_DIR and GIT_INDEX_FILE must not lead us elsewhere; GIT_CONFIG_* is the user's word.
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("GIT_") or key.startswith("GIT_CONFIG")
    }
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=repository,
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=TIME_LIMIT_S,
            env=environment | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            check=False,
        )
    except FileNotFoundError:
        raise EnvironmentLacks(
            "git is needed for this, and is not installed. Install it, or name a folder instead."
        ) from None
    except subprocess.TimeoutExpired:
        raise HarnessError(f"git {arguments[0]} did not end within {TIME_LIMIT_S} s.") from None
