"""Where Parallax lies, and for whose pairs it was started."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "PARALLAX_PROJECT"  # set by the tasks.py of a repository that `invoke new --project` made


def project() -> Path | None:
    """The repository with pairs of its own that this was started for, or nothing where that is Parallax itself."""
    given = Path(os.environ.get(PROJECT) or ROOT).resolve()
    return None if given == ROOT else given


def kept(name: str) -> Path:
    """Where `reports` or `baseline.json` lies: in that repository, or in Parallax's own folder."""
    return (project() or ROOT) / name
