"""A repository of somebody's own: made, run, held to its baseline, told where it fails; the steps of its CI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compare.setup.home import ROOT
from tests.platforms.steps import WORKFLOWS, read, workflow
from tests.repositories import git

ACTION = ROOT / ".github" / "actions" / "compare"
CONTRACT = "compare/contracts/tasks/first-pair.toml"


def ran(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as somebody gives it there, with a Parallax that lies elsewhere."""
    env = os.environ | {"PARALLAX_HOME": str(ROOT)} | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def task(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One of its two commands."""
    return ran(sys.executable, "tasks.py", *words, cwd=project, **environment)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository, as `new` makes it and git clones it: to the same place, for which its C# is built already."""
    made, old = (tmp_path_factory.mktemp(name) / "mine" for name in ("made", "old"))
    new = ran(sys.executable, str(ROOT / "bootstrap.py"), "new", "--project", str(made), cwd=made.parent)
    assert new.returncode == 0, new.stderr
    assert {path.name for path in made.iterdir()} == {
        ".github", ".gitignore", "README.md", "baseline.json", "compare", "dotnet", "python", "reports", "tasks.py",
    }  # fmt: skip
    assert "__" not in (made / "README.md").read_text(encoding="utf-8")
    for words in ("init --quiet", "add --all", "commit --quiet --message one"):
        git(made, *words.split())
    made.rename(old)
    git(made.parent, "clone", "--quiet", str(old), str(made))
    return made


def test_its_commands_work_in_a_fresh_clone(project: Path) -> None:
    """Its own pairs only, its reports in its own folder, nothing that git would call a change."""
    compared = task(project, "compare", "--quick", "--baseline", "baseline.json")
    assert compared.returncode == 0, compared.stderr
    assert "1 pair agrees" in compared.stdout
    assert (project / "reports" / "latest" / "report.html").is_file()
    listed = task(project, "list")
    assert listed.stdout.startswith("1 pair;") and "first-pair" in listed.stdout
    assert git(project, "status", "--short") == ""


def test_without_parallax_it_says_what_to_do(project: Path, tmp_path: Path) -> None:
    """In a sentence, not by a traceback."""
    told = task(project, "compare", PARALLAX_HOME=str(tmp_path))
    assert told.returncode == 1
    assert told.stderr == f"There is no {tmp_path}/bootstrap.py yet: README.md says how to get it.\n"


@pytest.mark.parametrize(
    ("file", "before", "after", "line"),
    [
        (CONTRACT, '"one-fails" = "(none)"', '"one-fails" = "x"', r"\[outputs\.answers\]"),
        ("python/tasks/first_pair.py", "import asyncio\n", "import asyncio\nimport nowhere\n", "import nowhere"),
    ],
    ids=["field", "error"],
)  # fmt: skip
def test_red_build_points_at_its_line(project: Path, file: str, before: str, after: str, line: str) -> None:
    """At the field in the contract, at the line in the text; with the line to give."""
    path = project / file
    right = path.read_text(encoding="utf-8")
    assert right.count(before) >= 1
    path.write_text(right.replace(before, after, 1), encoding="utf-8")
    there = [number for number, text in enumerate(path.read_text().splitlines(), 1) if re.match(line, text)]
    try:
        told = task(
            project, "compare", "--quick", "--lanes", "python",
            GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(project.parent),
        )  # fmt: skip
    finally:
        path.write_text(right, encoding="utf-8")
    assert told.returncode == 3
    assert f"::error file=mine/{file},line={there[0]},title=first-pair in lane python" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("FAILED (exit 3): ")


def test_steps_of_the_action_and_the_workflow(project: Path, tmp_path: Path) -> None:
    """Shards by the action's script, then the report job's steps; at last without the shard that was cancelled."""
    (tmp_path / "parallax").symlink_to(ROOT, target_is_directory=True)
    (tmp_path / "mine").symlink_to(project, target_is_directory=True)
    given = {
        "GITHUB_ACTION_PATH": str(tmp_path / "parallax" / ".github" / "actions" / "compare"),
        "ROOT": "mine", "BASE": "none", "BASELINE": "baseline.json", "LANES": "python", "STRICT": "true", "CI": "true",
        "EVENT": "push", "QUEUED_ON": "", "PUSHED_ON": "", "ASKED_ON": "",
    }  # fmt: skip
    (step,) = (
        one["run"] for one in read(ACTION / "action.yml")["runs"]["steps"] if one.get("name") == "Compare"
    )
    for number in (1, 2):
        shard = ran("bash", "-c", step, cwd=tmp_path, SHARD=f"{number}/2", **given)
        assert shard.returncode == 0, shard.stderr
        into = tmp_path / "shards" / f"shard-{number}"
        into.parent.mkdir(exist_ok=True)
        (project / "reports" / "latest").resolve().rename(into)
    merge, told = (one["run"] for one in workflow("pairs")["jobs"]["report"]["steps"] if "run" in one)
    given = {"PARALLAX_PROJECT": str(tmp_path / "mine"), "ROOT": "mine", "BASELINE": "", "STRICT": "false"}
    given["GITHUB_STEP_SUMMARY"] = str(tmp_path / "summary.md")
    merged = ran("bash", "-ec", merge, cwd=tmp_path, **given)
    assert merged.returncode == 0, merged.stderr
    assert ran("bash", "-ec", told, cwd=tmp_path, **given).returncode == 0
    assert "first-pair" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    for number in (1, 2):
        if '"id": "first-pair"' in (tmp_path / "shards" / f"shard-{number}" / "record.json").read_text():
            shutil.rmtree(tmp_path / "shards" / f"shard-{number}")
    merged = ran("bash", "-ec", merge, cwd=tmp_path, **given)
    assert merged.returncode == 3 and "1 pair not run: first-pair" in merged.stdout, merged.stderr


@pytest.mark.parametrize(
    ("event", "asked", "merge", "said"),
    [
        ("pull_request", "auto", True, "--against HEAD^1"),
        ("pull_request", "auto", False, "--against c0ffee"),
        ("merge_group", "auto", False, "--against beef"),
        ("push", "auto", False, "--against cafe"),
        ("schedule", "auto", False, ""),
        ("push", "none", False, ""),
        ("push", "v1.0", False, "--against v1.0"),
    ],
)
def test_base_is_what_head_was_built_on(
    event: str, asked: str, merge: bool, said: str, tmp_path: Path
) -> None:
    """By the event, unless the caller names it; never a newer base than the merge commit's own."""
    lines = ["init --quiet --initial-branch main", "commit --quiet --allow-empty --message one"]
    if merge:
        lines += ["checkout --quiet -b other", "commit --quiet --allow-empty --message two"]
        lines += ["checkout --quiet main", "merge --quiet --no-ff --no-edit other"]
    for line in lines:
        git(tmp_path, *line.split())
    home = tmp_path / "home" / ".github" / "actions" / "compare"
    home.mkdir(parents=True)
    (tmp_path / "home" / "bootstrap.py").write_text("import sys; print(*sys.argv[1:])", encoding="utf-8")
    told = ran(
        "bash", str(ACTION / "compare.sh"), cwd=tmp_path, GITHUB_ACTION_PATH=str(home), ROOT=".", BASE=asked,
        BASELINE="", SHARD="", LANES="", STRICT="false", EVENT=event, QUEUED_ON="beef",
        PUSHED_ON="cafe", ASKED_ON="c0ffee",
    )  # fmt: skip
    assert told.stdout.strip() == f"compare {said} --no-strict".replace("  ", " "), told.stderr


def test_nothing_is_taken_from_a_moving_name() -> None:
    """Actions by commit, tokens that read, no expression within a script."""
    for path in [ACTION / "action.yml", *WORKFLOWS.glob("*.yml")]:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses: (\S+)", text)
        assert [
            one for one in used if not one.startswith("./") and not re.search(r"@[0-9a-f]{40}$", one)
        ] == []
        allowed = ("permissions:\n  contents: read\n", "permissions: {}\n")
        assert path.parent.name != "workflows" or any(one in text for one in allowed)
        told = read(path)
        jobs = [told["runs"]] if "runs" in told else told["jobs"].values()
        scripts = [step["run"] for job in jobs for step in job.get("steps", []) if "run" in step]
        assert not [one for one in scripts if "${{" in one]


def test_gitlab_template_runs_the_same_script(tmp_path: Path) -> None:
    """Its lines as a runner gives them, but the one that installs; for a merge request and for a branch."""
    template = read(ROOT / ".gitlab" / "compare.yml")
    lines = [line for line in template["compare"]["script"] if not line.startswith("apt-get")]
    parallax = tmp_path / "url"
    (parallax / ".github" / "actions").mkdir(parents=True)
    shutil.copytree(ACTION, parallax / ".github" / "actions" / "compare")
    (parallax / "bootstrap.py").write_text("import sys; print(*sys.argv[1:])", encoding="utf-8")
    for words in ("init --quiet --initial-branch main", "add --all", "commit --quiet --message one"):
        git(parallax, *words.split())
    given = template["variables"] | {
        "PARALLAX_URL": str(parallax),
        "PARALLAX_COMMIT": "main",
        "PARALLAX_BASELINE": "baseline.json",
    }
    for name, request, said in (
        (
            "merge",
            {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "c0ffee"},
            "--against c0ffee ",
        ),
        ("branch", {}, ""),
    ):
        (tmp_path / name).mkdir()
        told = ran("bash", "-ec", "\n".join(lines), cwd=tmp_path / name, **given, **request)
        assert told.stdout == f"compare {said}--baseline ./baseline.json\n", told.stderr
