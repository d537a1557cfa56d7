"""`compare --against` for real: the base's own texts run, in both languages, and a slowdown is found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from compare.catalogue.scaffold import make_pair
from compare.record.nouns import Record
from compare.record.saving import parse
from compare.setup.home import ROOT

EXAMPLES = ("python/tasks/my_pair.py", "dotnet/Examples/Tasks/MyPair.cs")
SCENES = ("python/scenes/tasks/my_pair.py", "dotnet/Scenes/Tasks/MyPair.cs")
LOOP = ("[await ask() for ask in questions]", "answers.Add(await ask(CancellationToken.None));")
# Values of no case, of which the contract expects nothing: the lanes are compared with each other.
SET = ("--set", 'my-pair.jobs=[{name="a",ms=4},{name="b",ms=4}]', "--set", "my-pair.fail=[]")


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """The same pair in two folders."""
    base, head = tmp_path / "base", tmp_path / "head"
    make_pair("tasks/my-pair", base)
    shutil.copytree(base, head)
    return base, head


def _edit(root: Path, texts: Sequence[str], old: Sequence[str], new: Sequence[str]) -> None:
    for path, before, after in zip(texts, old, new, strict=True):
        text = (root / path).read_text(encoding="utf-8")
        assert before in text
        (root / path).write_text(text.replace(before, after), encoding="utf-8")


def _command(base: Path, head: Path) -> list[str]:
    invoke = [sys.executable, "-m", "invoke"]
    return [*invoke, "compare", "--root", str(head), "--only-root", "--against", str(base)]


def _compare(base: Path, head: Path, *options: str) -> tuple[int, Record, str]:
    command = _command(base, head)
    command += [*SET, "--lanes", "python,dotnet", "--json", "--out", str(head / "reports"), *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    return ran.returncode, parse(ran.stdout, "its output"), ran.stderr


def _answers(pairs: tuple, lane: str) -> list:
    return [
        trial.outputs[0]["value"]["answers"]
        for trial in pairs[0].trials
        if trial.lane == lane and trial.mode == "observed" and trial.variant == "one-by-one"
    ]


@pytest.mark.timeout(900)
def test_the_base_runs_its_own_code_in_both_languages(sides: tuple[Path, Path]) -> None:
    """Head's loud answers against the base's: all lanes agree on each side, and the rows have changed."""
    base, head = sides
    loud = (
        '[f"{await ask()}!" for ask in questions]',
        'answers.Add(await ask(CancellationToken.None) + "!");',
    )
    _edit(head, EXAMPLES, LOOP, loud)
    code, record, told = _compare(base, head, "--quick")
    assert code == 3
    for lane in ("python", "dotnet"):
        assert _answers(record.base.pairs, lane) == [["a answers", "b answers"]]
        assert _answers(record.pairs, lane) == [["a answers!", "b answers!"]]
    assert "changed.answers" in told
    assert json.loads((head / "reports" / "latest" / "record.json").read_text())["base"]["revision"] == str(
        base
    )


@pytest.mark.timeout(900)
def test_a_real_slowdown_is_found_in_both_languages(sides: tuple[Path, Path]) -> None:
    """Waits that are twice as long: slower, twice, and exit 6; the null rows stay quiet."""
    base, head = sides
    twice = ("    for job in parameters.jobs:\n        job.ms *= 2\n    return parameters", "job.Ms * 2)")
    _edit(head, SCENES, ("    return parameters", "job.Ms)"), twice)
    code, record, told = _compare(base, head)
    assert code == 6, told
    assert {look.kind for look in record.base.looks} == {"main", "again", "null"}
    assert "4 slower" in told


def test_a_base_of_another_schema_is_refused(sides: tuple[Path, Path]) -> None:
    """In one sentence, before anything runs; exit 2."""
    base, head = sides
    _edit(base, ["compare/contracts/tasks/my-pair.toml"], ["schema = 2"], ["schema = 1"])
    command = [*_command(base, head), "--out", str(head / "reports")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"--against {base}: its contract of my-pair is not of schema 2, which alone this" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.timeout(600)
def test_a_base_that_does_not_build_is_named(sides: tuple[Path, Path]) -> None:
    """Whose build it is, and the first error; exit 5."""
    base, head = sides
    _edit(base, EXAMPLES[1:], ("return [.. answers];",), ("return [.. answers] +;",))
    command = _command(base, head)
    ran = subprocess.run(
        [*command, "--out", str(head)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 5
    assert f"The base ({base}) does not build" in ran.stderr and "CS1525" in ran.stderr
