"""`compare --on` with `--against`: both sides of a pair on one worker, and the verdicts that one process gives."""

from __future__ import annotations

import io
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from compare.cluster.job import job_of
from compare.cluster.serving import _serve
from compare.diff.with_base import Against, compare_sides
from compare.plan.options import parse
from compare.record.nouns import Record
from compare.record.saving import load
from tests.cluster.lab import Root, ended, scheduler, started, worker
from tests.cluster.test_dispatch import Fake, dispatched, known
from tests.repositories import git

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="the laboratory's workers are ended by signals"),
    pytest.mark.skipif(not find_spec("distributed"), reason="Dask is not installed: pip install distributed"),
]


def changed(folder: Path) -> Root:
    """A repository of five pairs: two run as before, one gives another sum, one is lost, one is as it was."""
    root = Root(folder, pairs=5)
    (folder / ".gitignore").write_text("/out\n__pycache__\n", encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "base")
    for name, old, new in (
        ("pair_2", "6 if", "3 + 3 if"),
        ("pair_3", "6 if", "2 + 4 if"),
        ("pair_4", "6 if", "7 if"),
    ):
        scene = folder / "python" / "scenes" / "tasks" / f"{name}.py"
        text = scene.read_text(encoding="utf-8")
        assert old in text
        scene.write_text(text.replace(old, new), encoding="utf-8")
    (folder / "compare" / "contracts" / "tasks" / "pair-5.toml").unlink()
    return root


def said(root: Root) -> tuple[Record, Against]:
    """The latest record, and what it says of both sides."""
    record = load(root.folder / "out" / "latest" / "record.json")
    against = compare_sides(record)
    assert against is not None
    return record, against


def words(record: Record, against: Against) -> dict[str, Any]:
    """Whatever of it depends on no clock. Alone, what is unchanged may be a null row, and is left out here."""
    base = against.base
    assert record.since
    ran = [pair for pair in (*record.pairs, *base.pairs) if pair.id not in record.since.named("null")]
    return {
        "base": (base.revision, base.commit, base.timed),
        "of head": [(pair.id, pair.not_run) for pair in ran if pair in record.pairs],
        "of the base": sorted((pair.id, pair.not_run) for pair in ran if pair in base.pairs),
        "standings": sorted((name, one.status) for name, one in against.standings),
        "findings": sorted((name, one.id, one.case, one.variant) for name, one in against.findings),
        "timed": sorted(look.row for look in base.looks if look.kind == "main" and look.samples),
    }


def test_two_workers_say_of_both_sides_what_one_process_says(tmp_path: Path) -> None:
    """Of touched pairs only; each pair is timed where it ran, with null rows of its own."""
    root = changed(tmp_path / "root")
    with scheduler(tmp_path) as (url, _), worker(url), worker(url):
        code, text = ended(started("compare", *root.options(url), "--against", "HEAD"))
    assert code == 3 and "changed.sum" in text, text
    there, against = said(root)
    shutil.rmtree(root.folder / "out")
    code, text = ended(started("compare", *root.options(url)[:-2], "--against", "HEAD"))
    assert code == 3, text
    seen, alone = words(there, against), words(*said(root))
    assert seen == alone and len(seen["timed"]) == 4
    assert there.since and there.since.named("unchanged") == ("pair-1",)
    assert [name for name, *_ in seen["findings"]] == ["pair-4"] * 2
    assert ("pair-5", "missing") in seen["standings"]
    nulls = {look.pair for look in against.base.looks if look.kind == "null" and look.samples}
    assert nulls == {"pair-2", "pair-3"}
    assert git(root.folder, "worktree", "list").count("\n") == 1


def test_a_worker_without_the_base_is_refused_by_name(tmp_path: Path) -> None:
    """A shallow clone lacks it: what to give there is said, before any pair goes there."""
    root = changed(tmp_path / "root")
    git(root.folder, "commit", "--quiet", "--all", "-m", "head")
    shallow, base = tmp_path / "shallow", git(root.folder, "rev-parse", "HEAD~1").strip()
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{root.folder}", str(shallow))
    options = parse({"root": [str(shallow)], "only_root": True, "lanes": "python", "quick": True})
    answers = io.BytesIO()
    _serve(iter([job_of(options, base).text]), answers)
    cluster = Fake({"a": answers.getvalue(), "b": known()}, lambda *_: "ok")
    log = dispatched(cluster, ["p1"])
    assert log.ran == [("p1", "name of b")]
    assert log.refusals["name of a"].startswith(
        f"--against {base}: this clone does not have it. Give: git fetch"
    )
