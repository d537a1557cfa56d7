"""The base of a comparison: any git revision in a worktree of its own, or a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compare.catalogue import CONTRACTS
from compare.errors import EnvironmentLacks, HarnessError, UsageError, nearest

TIME_LIMIT_S = 120


@dataclass(frozen=True)
class Checkout:
    """Where the base's examples and contracts stand."""

    revision: str  # as the user named it
    commit: str  # empty for a folder
    folder: Path


@contextmanager
def checked_out(revision: str, repository: Path, scratch: Path) -> Iterator[Checkout]:
    """Check a revision out beside head; a folder is taken as it is.

    Args:
        revision: anything git takes for a commit, or a folder of the repository's shape.
        repository: head.
        scratch: an existing folder that the worktree may be made in; it is gone when the block ends.

    Raises:
        UsageError: there is no such revision, or it has no contracts.
        EnvironmentLacks: git is missing, or the clone is too shallow.
        HarnessError: git could not check it out.
    """
    folder = Path(revision).expanduser()
    if folder.is_dir():
        yield Checkout(revision, "", _with_contracts(folder.resolve(), revision))
        return
    commit = _commit(revision, repository)
    worktree = scratch / "base"
    _git(repository, "worktree", "prune")  # what a killed run left behind
    try:
        made = _git(repository, "worktree", "add", "--detach", "--force", str(worktree), commit)
        if made.returncode:
            raise HarnessError(f"git cannot check {revision} out: {_last(made.stderr)}.")
        below = _git(repository, "rev-parse", "--show-prefix").stdout.strip()
        yield Checkout(revision, commit, _with_contracts(worktree / below, revision))
    finally:
        _git(repository, "worktree", "remove", "--force", str(worktree))
        shutil.rmtree(worktree, ignore_errors=True)
        _git(repository, "worktree", "prune")


def _with_contracts(folder: Path, revision: str) -> Path:
    if not (folder / CONTRACTS).is_dir():
        raise UsageError(f"--against {revision}: there is no folder {CONTRACTS} in it; it is no Parallax.")
    return folder


def _commit(revision: str, repository: Path) -> str:
    if revision.startswith("-"):
        raise UsageError(f"--against {revision}: neither a git revision nor a folder.")
    found = _git(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.strip()
    if _git(repository, "rev-parse", "--git-dir").returncode:
        raise UsageError(f"--against {revision}: {repository} is no git repository; name a folder instead.")
    if _git(repository, "rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        name = revision.removeprefix("origin/")
        raise EnvironmentLacks(
            f"--against {revision}: this clone is shallow and does not have it. "
            f"Give: git fetch --unshallow origin && git fetch origin {name}"
        )
    names = _git(repository, "for-each-ref", "--format=%(refname:short)").stdout.split()
    raise UsageError(
        f"--against {revision}: git knows no such revision, and there is no such folder.{nearest(revision, names)}"
    )


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A hook's own GIT_DIR and GIT_INDEX_FILE must not lead us elsewhere.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=repository,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT_S,
            env=environment | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            check=False,
        )
    except FileNotFoundError:
        raise EnvironmentLacks(
            "--against needs git, which is not installed; a folder can be named instead."
        ) from None
    except subprocess.TimeoutExpired:
        raise HarnessError(f"git {arguments[0]} did not end within {TIME_LIMIT_S} s.") from None


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].rstrip(".") if lines else "it said nothing"
