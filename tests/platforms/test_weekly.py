"""weekly.yml, step by step: which release it stands beside, and the weeks side by side."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from compare.record import saving
from compare.setup.home import ROOT
from tests.judge.builders import contract, record, trial
from tests.platforms.steps import run_job, uses, workflow
from tests.repositories import git

pytestmark = pytest.mark.skipif(
    sys.prefix == sys.base_prefix or not shutil.which("bash"), reason="its steps need bash and .venv"
)
# Answers as GitHub's own client does: the runs that there were, and the report of each that has not expired.
GH = """#!{python}
import json, pathlib, shutil, sys
words = sys.argv[1:]
told = dict(zip(words[2:] if words[1] == "list" else words[3:], words[3:] if words[1] == "list" else words[4:]))
assert told["--repo"] == "o/r"
if words[:2] == ["run", "list"]:
    assert told["--workflow"] == "weekly" and told["--branch"] == "main" and told["--jq"] == ".[].databaseId"
    print("\\n".join(["2", "1", "0"]))
else:
    assert words[:2] == ["run", "download"] and told["--name"] == "report"
    kept = pathlib.Path({kept!r}) / words[2]
    if not kept.is_dir():
        sys.exit("no artifact matches any of the names or patterns provided")
    shutil.copytree(kept, told["--dir"])
"""


@pytest.mark.parametrize(
    ("tags", "said"), [(["v1.0", "v1.1", "draft"], "v1.1"), (["draft"], "none"), ([], "none")]
)
def test_it_stands_beside_the_last_release(tmp_path: Path, tags: list[str], said: str) -> None:
    """A tag that is no release is none; without any, nothing is timed beside one, and that is said."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    git(checkout, "init", "--quiet")
    for tag in [*tags, ""]:
        git(checkout, "commit", "--quiet", "--allow-empty", "--message", "x")
        if tag:
            git(checkout, "tag", tag)
    output = tmp_path / "output"
    (step,) = run_job("weekly", "release", checkout, {"GITHUB_OUTPUT": str(output)})
    assert step.exit_code == 0
    assert output.read_text(encoding="utf-8") == f"tag={said}\n"
    assert ("::notice::There is no release v* yet" in step.printed) == (said == "none")


def test_the_weeks_stand_side_by_side(tmp_path: Path) -> None:
    """This one, those before that are still there, and what has changed between them; none leaves the block."""
    checkout, kept, bin_ = tmp_path / "checkout", tmp_path / "kept", tmp_path / "bin"
    for place, n in (("1", 1), ("2", "```\n# owned")):
        _save(kept / place, f"2026-01-0{place}", n)
    _save(checkout / "past" / "this", "2026-01-03", 1)
    (checkout / "bootstrap.py").symlink_to(ROOT / "bootstrap.py")
    bin_.mkdir()
    (bin_ / "gh").write_text(GH.format(python=sys.executable, kept=str(kept)), encoding="utf-8")
    (bin_ / "gh").chmod(0o755)
    summary = tmp_path / "summary.md"
    given = {
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_WORKFLOW": "weekly",
        "GITHUB_REF_NAME": "main",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    steps = run_job("weekly", "history", checkout, given)
    assert [one.exit_code for one in steps] == [0, 0], steps
    assert "The run 0 has no report any more." in steps[0].printed
    told = summary.read_text(encoding="utf-8")
    assert "3 records" in told and told.count("n: was") == 2
    assert [line for line in told.splitlines() if line.strip() and not line.startswith("    ")] == []
    assert "2026-01-02" in (checkout / "history.html").read_text(encoding="utf-8")


def _save(folder: Path, day: str, n: object) -> None:
    folder.mkdir(parents=True)
    seen = record([trial("python", {"n": n}), trial("dotnet", {"n": n})], contract({"n": {"mode": "equal"}}))
    saving.save(replace(seen, started=f"{day}T00:00:00+00:00"), folder / "record.json")


def test_the_release_is_the_base_and_nothing_can_be_written() -> None:
    """The tag goes to the pairs; a token that reads; actions pinned by commit."""
    told = workflow("weekly")
    assert told["jobs"]["release"]["outputs"] == {"tag": "${{ steps.last.outputs.tag }}"}
    given = told["jobs"]["pairs"]["with"]
    assert (given["base"], given["all"]) == ("${{ needs.release.outputs.tag }}", True)
    rights = [
        told["permissions"],
        *(job["permissions"] for job in told["jobs"].values() if "permissions" in job),
    ]
    assert rights == [{"contents": "read"}, {"actions": "read", "contents": "read"}]
    assert [one for one in uses("weekly") if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one)] == []


@pytest.mark.parametrize(
    ("base", "said"), [("v1.0", "--against v1.0 --all"), ("none", "")], ids=["release", "no-release"]
)
def test_pairs_that_cannot_differ_are_run_too(tmp_path: Path, base: str, said: str) -> None:
    """As the action's script is given it; without a release there is no base to run them beside."""
    home = tmp_path / ".github" / "actions" / "compare"
    home.mkdir(parents=True)
    (tmp_path / "bootstrap.py").write_text("import sys; print(*sys.argv[1:])", encoding="utf-8")
    names = ("BASELINE", "SHARD", "LANES", "QUEUED_ON", "PUSHED_ON", "ASKED_ON")
    given = dict.fromkeys(names, "") | {"ROOT": ".", "STRICT": "true", "EVENT": "schedule", "ALL": "true"}
    script = ROOT / ".github" / "actions" / "compare" / "compare.sh"
    ran = subprocess.run(
        ["bash", str(script)],
        cwd=tmp_path,
        env=os.environ | given | {"BASE": base, "GITHUB_ACTION_PATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, f"compare {said}".strip()), ran.stderr
