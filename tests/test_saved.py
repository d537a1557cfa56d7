"""Commands over saved records: `diff`, `report --picture`, `baseline`. None runs an example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compare import record as records
from compare.cli import main
from compare.errors import Exit
from tests.judge.builders import contract, record, timed, trial

N = {"field": "n", "mode": "equal"}


def saved(folder: Path, name: str, machine: str, n: int, times: list[int]) -> str:
    """A record of a pair that gives n, in both lanes, with such times."""
    trials = [trial(lane, {"n": n}) for lane in ("python", "dotnet")]
    trials += [one for lane in ("python", "dotnet") for one in timed(lane, times, {"n": n})]
    path = folder / f"{name}.json"
    records.save(replace(record(trials, contract([N])), machine={"name": machine}), path)
    return str(path)


@pytest.fixture
def old(tmp_path: Path) -> str:
    """An older record, of a machine of its own."""
    return saved(tmp_path, "old", "night-runner", 1, [1_000_000, 1_100_000, 1_200_000])


def test_diff_shows_the_times_of_both_machines_and_gates_none(old, tmp_path, capsys) -> None:
    """Three times as slow on another machine is no fault."""
    new = saved(tmp_path, "new", "laptop", 1, [3_000_000, 3_300_000, 3_600_000])
    assert main("diff", {"old": old, "new": new}) == Exit.OK
    told = capsys.readouterr().out
    assert f"Against the older record {old}" in " ".join(told.split())
    assert "night-runner, then laptop" in told
    assert "1.10 ms → 3.30 ms (3.00×)" in " ".join(told.split())


def test_diff_fails_where_an_output_changed_on_both_sides(old, tmp_path, capsys) -> None:
    """Both languages agree with each other, and no longer with the older record."""
    new = saved(tmp_path, "new", "laptop", 2, [1_000_000, 1_100_000, 1_200_000])
    assert main("diff", {"old": old, "new": new}) == Exit.DIFFERS
    assert "a-pair" in capsys.readouterr().out


def test_diff_takes_a_baseline_as_the_older_one(old, tmp_path, capsys, monkeypatch) -> None:
    """Written by `baseline` from a record; not written where CI is set."""
    baseline = str(tmp_path / "b.json")
    monkeypatch.setenv("CI", "true")
    assert main("baseline", {"record": old, "out": baseline}) == Exit.USAGE
    monkeypatch.delenv("CI")
    assert main("baseline", {"record": old, "out": baseline}) == Exit.OK
    assert main("diff", {"old": baseline, "new": old}) == Exit.OK
    assert "Against the baseline" in capsys.readouterr().out


def test_report_draws_a_picture(old, tmp_path, capsys) -> None:
    """The SVG of what the terminal shows; a folder that is not there is one sentence."""
    assert main("report", {"record": old, "picture": str(tmp_path / "p.svg")}) == Exit.OK
    assert "a-pair" in (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert main("report", {"record": old, "picture": "/nowhere/p.svg"}) != Exit.OK
    assert "Cannot write /nowhere/p.svg" in capsys.readouterr().err
