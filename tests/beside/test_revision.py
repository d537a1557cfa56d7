"""The base's checkout: revisions, folders, shallow clones, and nothing left."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from compare.beside.revision import checked_out
from compare.errors import EnvironmentLacks, UsageError
from compare.setup.home import ROOT
from tests.repositories import git

CONTRACT = Path("compare/contracts/tasks/one.toml")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits; the contract says `one`, then `two`."""
    folder = tmp_path / "repository"
    (folder / CONTRACT.parent).mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for word in ("one", "two"):
        (folder / CONTRACT).write_text(word)
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", word)
    return folder


def test_a_revision_stands_in_a_worktree_and_is_gone_after(repository: Path, tmp_path: Path) -> None:
    """Head stays as it is, changes that are not committed too."""
    (repository / CONTRACT).write_text("three")
    with checked_out("HEAD~1", repository, tmp_path) as base:
        assert (base.folder / CONTRACT).read_text() == "one"
        assert base.commit == git(repository, "rev-parse", "HEAD~1").strip()
    assert (repository / CONTRACT).read_text() == "three"
    assert not base.folder.exists()
    assert git(repository, "worktree", "list").count("\n") == 1


def test_the_worktree_goes_also_after_an_error(repository: Path, tmp_path: Path) -> None:
    """Whatever happens inside."""
    with pytest.raises(KeyboardInterrupt), checked_out("main", repository, tmp_path) as base:
        raise KeyboardInterrupt
    assert not base.folder.exists()
    assert git(repository, "worktree", "list").count("\n") == 1


def test_what_a_killed_run_left_is_cleared_up(repository: Path, tmp_path: Path) -> None:
    """Git forgets a worktree whose folder has gone."""
    git(repository, "worktree", "add", "--detach", str(tmp_path / "stale"), "HEAD")
    (tmp_path / "stale").rename(tmp_path / "moved")
    with checked_out("main", repository, tmp_path):
        assert "stale" not in git(repository, "worktree", "list")


def test_a_folder_is_taken_as_it_is(repository: Path, tmp_path: Path) -> None:
    """Without git."""
    with checked_out(str(repository), tmp_path, tmp_path) as base:
        assert (base.folder, base.commit) == (repository, "")
    assert repository.exists()


@pytest.mark.parametrize("revision", ["mian", "0123456789", "--upload-pack=x", "main:compare"])
def test_an_unknown_revision_is_one_sentence(revision: str, repository: Path, tmp_path: Path) -> None:
    """With the nearest there is."""
    with pytest.raises(UsageError) as told, checked_out(revision, repository, tmp_path):
        pass
    assert revision in str(told.value)
    assert revision != "mian" or "Did you mean main?" in str(told.value)


def test_a_folder_without_contracts_is_refused(repository: Path, tmp_path: Path) -> None:
    """It is no Parallax."""
    with (
        pytest.raises(UsageError, match="no folder compare/contracts"),
        checked_out(str(tmp_path), repository, tmp_path),
    ):
        pass


def test_a_shallow_clone_says_the_line_that_fetches_it(repository: Path, tmp_path: Path) -> None:
    """CI's usual clone has one commit."""
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", str(shallow))
    old = git(repository, "rev-parse", "HEAD~1").strip()
    with (
        pytest.raises(EnvironmentLacks, match="git fetch --unshallow") as told,
        checked_out(old, shallow, tmp_path),
    ):
        pass
    line = re.search(r"`?(git fetch [^`.;]*)", str(told.value))[1]
    git(shallow, *shlex.split(line)[1:])  # as typed (84)
    with checked_out(old, shallow, tmp_path) as base:
        assert base.commit == old


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a folder away")
def test_83_anothers_repository_is_told_with_gits_own_cure(repository: Path, tmp_path: Path) -> None:
    """Red where it is "no such revision"; what the cure puts into GIT_CONFIG_* reaches git."""
    for path in (repository, repository / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(EnvironmentLacks, match=r"safe\.directory"), checked_out("HEAD", repository, tmp_path):
        pass
    with pytest.MonkeyPatch.context() as variables:
        variables.setenv("GIT_CONFIG_COUNT", "1")
        variables.setenv("GIT_CONFIG_KEY_0", "safe.directory")
        variables.setenv("GIT_CONFIG_VALUE_0", str(repository))
        with checked_out("HEAD", repository, tmp_path) as base:
            assert (base.folder / CONTRACT).read_text() == "two"


def test_a_subfolder_of_a_repository_is_found_in_its_base(repository: Path, tmp_path: Path) -> None:
    """A user's own pairs may lie below the repository's top."""
    inner = repository / "course"
    (inner / CONTRACT.parent).mkdir(parents=True)
    (inner / CONTRACT).write_text("inner")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "inner")
    with checked_out("HEAD", inner, tmp_path) as base:
        assert (base.folder / CONTRACT).read_text() == "inner"


def test_the_base_of_a_merge_is_its_first_parent(repository: Path, tmp_path: Path) -> None:
    """What came onto the base since the branch began is on both sides: what the action takes for a merge's base."""
    git(repository, "checkout", "--quiet", "-b", "branch", "HEAD~1")
    (repository / "new").write_text("of the branch")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "branch")
    git(repository, "checkout", "--quiet", "--detach", "main")
    git(repository, "merge", "--quiet", "--no-ff", "-m", "merge", "branch")
    with checked_out("HEAD^1", repository, tmp_path) as base:
        assert base.commit == git(repository, "rev-parse", "main").strip()
        assert (base.folder / CONTRACT).read_text() == "two" and not (base.folder / "new").exists()
    assert "HEAD^1" in (ROOT / ".github/actions/compare/compare.sh").read_text(encoding="utf-8")
