"""What a record says of the commit that was run."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.record import heads
from compare.setup.home import PROJECT
from tests.repositories import git


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of somebody's own pairs, with one commit."""
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "one")
    monkeypatch.setenv(PROJECT, str(tmp_path))
    return tmp_path


def test_what_a_run_of_ours_puts_there_is_no_change(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reports, and Parallax itself, wherever in the repository it was checked out."""
    monkeypatch.setattr(heads, "ROOT", project / "tools" / "parallax")
    for name in ("reports/now/record.json", "tools/parallax/tasks.py"):
        (project / name).parent.mkdir(parents=True)
        (project / name).write_text("x", encoding="utf-8")
    assert heads.head_of(project).changes == ""


@pytest.mark.parametrize("name", ["new.py", "parallax/new.py"])
def test_any_other_new_file_is_a_change(project: Path, name: str) -> None:
    """Of whatever name."""
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("x", encoding="utf-8")
    assert heads.head_of(project).changes
