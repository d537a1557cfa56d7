"""The base of a comparison: any git revision in a worktree of its own, or a folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compare.catalogue.loading import CONTRACTS
from compare.errors import EnvironmentLacks, HarnessError, UsageError, nearest
from compare.setup.git import git


@dataclass(frozen=True)
class Checkout:
    """Where the base's examples and contracts stand."""

    revision: str  # as the user named it
    commit: str  # empty for a folder
    folder: Path


@contextmanager
def checked_out(
    revision: str, repository: Path, scratch: Path, option: str = "--against"
) -> Iterator[Checkout]:
    """Check a revision out beside head; a folder is taken as it is.

    Args:
        revision: anything git takes for a commit, or a folder of the repository's shape.
        repository: head.
        scratch: an existing folder that the worktree may be made in; it is gone when the block ends.
        option: by which the user named it.

    Raises:
        UsageError: there is no such revision, or it has no contracts.
        EnvironmentLacks: git is missing, or the clone is too shallow.
        HarnessError: git could not check it out.
    """
    folder = Path(revision).expanduser()
    if folder.is_dir():
        yield Checkout(revision, "", _with_contracts(folder.resolve(), f"{option} {revision}"))
        return
    commit = _commit(revision, repository, option)
    worktree = scratch / "base"
    git(repository, "worktree", "prune")  # what a killed run left behind
    try:
        made = git(repository, "worktree", "add", "--detach", "--force", str(worktree), commit)
        if made.returncode:
            raise HarnessError(f"git cannot check {revision} out: {_last(made.stderr)}.")
        below = git(repository, "rev-parse", "--show-prefix").stdout.strip()
        yield Checkout(revision, commit, _with_contracts(worktree / below, f"{option} {revision}"))
    finally:
        git(repository, "worktree", "remove", "--force", str(worktree))
        shutil.rmtree(worktree, ignore_errors=True)
        git(repository, "worktree", "prune")


def check_revision(revision: str, repository: Path) -> None:
    """Refuse what cannot be the base, before a run begins.

    Raises:
        UsageError: there is no such revision or folder.
        EnvironmentLacks: git is missing, refuses the repository, or the clone lacks the revision.
    """
    if not Path(revision).expanduser().is_dir():
        _commit(revision, repository, "--against")


def _with_contracts(folder: Path, asked: str) -> Path:
    if not (folder / CONTRACTS).is_dir():
        raise UsageError(f"{asked}: there is no folder {CONTRACTS} in it; it is no Parallax.")
    return folder


def _commit(revision: str, repository: Path, option: str) -> str:
    asked = f"{option} {revision}"
    if revision.startswith("-"):
        raise UsageError(f"{asked}: neither a git revision nor a folder.")
    # A fresh clone has other branches as its remote's alone; HEAD~9 must not become the remote's.
    names = [revision, *([] if revision.startswith(("HEAD", "@")) else [f"origin/{revision}"])]
    for name in names:
        found = git(repository, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found.returncode == 0:
            return found.stdout.strip()
    _refuse_no_repository(asked, repository)
    if cure := _fetch(repository):
        raise EnvironmentLacks(f"{asked}: this clone does not have it. Give: {cure}")
    names = git(repository, "for-each-ref", "--format=%(refname:short)").stdout.split()
    raise UsageError(
        f"{asked}: git knows no such revision, and there is no such folder.{nearest(revision, names)}"
    )


def _refuse_no_repository(asked: str, repository: Path) -> None:
    asked = git(repository, "rev-parse", "--git-dir")
    if "dubious ownership" in asked.stderr:
        cure = re.search(r"git config --global --add safe\.directory .+", asked.stderr)
        told = cure[0] if cure else f"git config --global --add safe.directory {repository}"
        raise EnvironmentLacks(f"{asked}: git refuses {repository}, which is another user's. Give: {told}")
    if asked.returncode:
        raise UsageError(f"{asked}: {repository} is no git repository; name a folder instead.")


def _fetch(repository: Path) -> str:
    """The command that brings what a shallow clone, or one of a single branch, lacks; empty where it lacks nothing."""
    remote = (git(repository, "remote").stdout.split() or [""])[0]
    shallow = git(repository, "rev-parse", "--is-shallow-repository").stdout.strip() == "true"
    refs = git(repository, "config", "--get-all", f"remote.{remote}.fetch").stdout
    if not remote or not (shallow or "refs/heads/*" not in refs):
        return ""
    deeper = " --unshallow" if shallow else ""
    return f"git fetch{deeper} --tags {remote} '+refs/heads/*:refs/remotes/{remote}/*'"


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].rstrip(".") if lines else "it said nothing"
