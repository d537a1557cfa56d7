"""`--changed` and `--against` of a made-up repository: what is chosen, what is left out, what is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compare.beside.touching import narrowed
from compare.catalogue.loading import load_catalogue
from compare.catalogue.scaffold import make_pair
from compare.errors import UsageError
from compare.plan.choice import Selection, choose
from compare.plan.options import parse
from compare.setup.home import ROOT
from tests.repositories import git

PAIRS = ["one", "other", "third", "fourth", "fifth"]
TEXT = "python/tasks/one.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of five pairs, committed."""
    root = tmp_path / "root"
    for name in PAIRS:
        make_pair(f"tasks/{name}", root)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "pairs")
    return root


def edit(root: Path, text: str) -> None:
    """Add to the Python example of the pair `one`."""
    with open(root / TEXT, "a", encoding="utf-8") as file:
        file.write(text)


def selected(root: Path, **raw: Any) -> Selection:
    """What options choose of it."""
    options = parse({"root": [str(root)], "only_root": True} | raw)
    return narrowed(choose(load_catalogue(options.roots), options))


def test_only_what_can_differ_from_head_is_chosen(root: Path) -> None:
    """By default from HEAD; the checkout is gone after, and the working tree as it was."""
    edit(root, "\nONE = 1\n")
    selection = selected(root, changed=True)
    assert selection.names == ("one",) and not selection.idle
    assert selection.since.revision == "HEAD"
    assert selection.since.commit == git(root, "rev-parse", "HEAD").strip()
    assert git(root, "worktree", "list").count("\n") == 1
    assert git(root, "status", "--porcelain").strip() == f"M {TEXT}"


def test_prose_is_judged_and_not_timed(root: Path) -> None:
    """With `--against`, nothing is run of the base for it."""
    edit(root, "# a remark\n")
    for option in ({"changed": True}, {"against": "HEAD"}):
        selection = selected(root, **option)
        assert selection.names == selection.choice.untimed == ("one",)
        assert not selection.timed_beside and not selection.idle


def test_against_adds_the_same_null_rows_in_all_shards(root: Path) -> None:
    """Each shard runs its part of what is touched and of them; with `--all` everything is run."""
    edit(root, "\nONE = 1\n")
    whole = selected(root, against="HEAD")
    assert len(whole.names) == 3 and len(whole.since.named("null")) == 2
    parts = [selected(root, against="HEAD", shard=f"{number}/2") for number in (1, 2)]
    assert all(part.since == whole.since for part in parts)
    ran = [contract.id for part in parts for contract in part.contracts]
    assert sorted(ran) == sorted(whole.names)
    everything = selected(root, against="HEAD", all=True)
    assert everything.since is None and sorted(everything.names) == sorted(PAIRS)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"changed": "mian"}, "--changed mian: git knows no such revision, and there is no such folder."),
        ({"changed": True, "against": "HEAD"}, "--changed and --against exclude each other"),
        ({"changed": True, "only_root": False}, "with --root DIR also say --only-root"),
        ({"all": True}, "--all goes with --against REV"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(root: Path, raw: dict[str, Any], told: str) -> None:
    """It says which option."""
    with pytest.raises(UsageError) as error:
        selected(root, **raw)
    assert told in str(error.value)


def test_nothing_that_can_differ_is_one_line_and_fine(root: Path) -> None:
    """Nothing is built or run, and all files say so; exit 0."""
    for option in (["--changed"], ["--against", "HEAD"]):
        command = [sys.executable, "-m", "invoke", "compare", "--root", str(root), "--only-root", *option]
        ran = subprocess.run(
            [*command, "--out", str(root / "reports")], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "nothing that a pair depends on differs; 5 pairs unchanged" in " ".join(ran.stdout.split())
        assert "Building" not in ran.stderr
        latest = root / "reports" / "latest"
        for name in ("report.md", "report.html", "junit.xml"):
            assert "5 pairs unchanged and not run" in (latest / name).read_text(encoding="utf-8")
        record = json.loads((latest / "record.json").read_text(encoding="utf-8"))
        assert {one["how"] for one in record["since"]["pairs"]} == {"unchanged"} and record["complete"]
