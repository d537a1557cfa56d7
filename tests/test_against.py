"""`compare --against` for real: the base's own texts run, in both languages, and a slowdown is found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compare.options import ROOT
from compare.record import Record, parse
from compare.scaffold import make_pair

SQUARE = "number * number"


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """The same pair in two folders; its contract expects no values of its own."""
    base, head = tmp_path / "base", tmp_path / "head"
    make_pair("tasks/my-pair", base)
    contract = base / "compare/contracts/tasks/my-pair.toml"
    lines = contract.read_text(encoding="utf-8").splitlines(keepends=True)
    contract.write_text("".join(line for line in lines if not line.startswith("expect")), encoding="utf-8")
    shutil.copytree(base, head)
    return base, head


def _edit(root: Path, python: tuple[str, str], csharp: tuple[str, str]) -> None:
    for path, (old, new) in (
        ("python/tasks/my_pair.py", python),
        ("dotnet/Examples/Tasks/MyPair.cs", csharp),
    ):
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")


def _command(base: Path, head: Path) -> list[str]:
    invoke = [sys.executable, "-m", "invoke"]
    return [*invoke, "compare", "--root", str(head), "--only-root", "--against", str(base)]


def _compare(base: Path, head: Path, *options: str) -> tuple[int, Record, str]:
    command = _command(base, head)
    command += ["--lanes", "python,dotnet", "--json", "--out", str(head / "reports"), *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    return ran.returncode, parse(ran.stdout, "its output"), ran.stderr


def _answers(pairs: tuple, lane: str) -> list:
    return [
        trial.outputs[0]["value"]["answers"]
        for trial in pairs[0].trials
        if trial.lane == lane and trial.mode == "observed" and trial.case == "default"
    ]


@pytest.mark.timeout(300)
def test_the_base_runs_its_own_code_in_both_languages(sides: tuple[Path, Path]) -> None:
    """Head's sums against the base's squares: all lanes agree on each side, and every row has changed."""
    base, head = sides
    _edit(head, (SQUARE, "number + number"), (SQUARE, "number + number"))
    code, record, told = _compare(base, head, "--quick")
    assert code == 3
    for lane in ("python", "dotnet"):
        assert _answers(record.base.pairs, lane) == [[9, 16]] * 2
        assert _answers(record.pairs, lane) == [[6, 8]] * 2
    assert "changed.answers" in told
    assert json.loads((head / "reports" / "latest" / "record.json").read_text())["base"]["revision"] == str(
        base
    )


@pytest.mark.timeout(300)
def test_a_real_slowdown_is_found_in_both_languages(sides: tuple[Path, Path]) -> None:
    """Waits that are twice as long: slower, twice, and exit 6; the null rows stay quiet."""
    base, head = sides
    _edit(head, ("state.wait_ms / 1000", "state.wait_ms * 2 / 1000"), ("state.WaitMs", "state.WaitMs * 2"))
    code, record, told = _compare(base, head, "--set", "my-pair.wait_ms=4")
    assert code == 6, told
    assert {look.kind for look in record.base.looks} == {"main", "again", "null"}
    assert "4 slower" in told


@pytest.mark.timeout(120)
def test_a_base_that_does_not_build_is_named(sides: tuple[Path, Path]) -> None:
    """Whose build it is, and the first error; exit 5."""
    base, head = sides
    _edit(base, (SQUARE, SQUARE), (SQUARE, "number *"))
    command = _command(base, head)
    ran = subprocess.run(
        [*command, "--out", str(head)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 5
    assert f"The base ({base}) does not build" in ran.stderr and "CS1525" in ran.stderr
