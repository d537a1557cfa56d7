"""Commands over saved records: `report`, `diff`, `merge`, `baseline`. None runs an example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from compare.cli import main
from compare.diff.whole import whole_of
from compare.errors import Exit, UsageError
from compare.record import saving
from compare.record.nouns import Head
from compare.report.files import FILES
from compare.report.machines import junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.report.terminal import render
from tests.diff.test_merge import shard
from tests.judge.builders import contract, record, timed, trial
from tests.report.screens import screen

N = {"n": {"mode": "equal"}}


def saved(folder: Path, name: str, machine: str, n: int, times: list[int]) -> str:
    """A record of a pair that gives n, in both lanes, with such times."""
    trials = [trial(lane, {"n": n}) for lane in ("python", "dotnet")]
    trials += [one for lane in ("python", "dotnet") for one in timed(lane, times, {"n": n})]
    path = folder / f"{name}.json"
    saving.save(replace(record(trials, contract(N)), machine={"name": machine}), path)
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
    assert f"Againsttheolderrecord{old}" in "".join(told.split())  # a long path is broken anywhere
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


@pytest.mark.parametrize("command", ["report", "old", "new", "merge", "baseline"])
def test_a_record_with_contracts_of_another_schema_is_refused(
    old, tmp_path, capsys, command, monkeypatch
) -> None:
    """In one sentence that says what to try; nothing is judged by it."""
    monkeypatch.delenv("CI", raising=False)
    folder = tmp_path / "shards"
    folder.mkdir()
    other = str(folder / "record.json")
    text = (
        Path(old)
        .read_text(encoding="utf-8")
        .replace('{"schema": 2, "id": "a-pair"', '{"schema": 1, "id": "a-pair"')
    )
    Path(other).write_text(text, encoding="utf-8")
    given = {
        "report": ("report", {"record": other}),
        "old": ("diff", {"old": other, "new": old}),
        "new": ("diff", {"old": old, "new": other}),
        "merge": ("merge", {"folder": str(folder), "out": str(tmp_path / "out")}),
        "baseline": ("baseline", {"record": other, "out": str(tmp_path / "b.json")}),
    }
    assert main(*given[command]) == Exit.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(
        f"{other} holds the contract of a-pair in schema 1; this version judges schema 2. Read it with the version "
        "of Parallax that wrote it, or run compare again.\n"
    )


MEANT = {"python": 1, "dotnet": 2, "because": "they are made so"}
FULL = contract(
    {"n": {"mode": "equal", "help": "a number", "expect": {"*": MEANT}}, "k": {"mode": "between"}},
    behaviour=[{"id": "one", "says": "One is seen.", "check": "peak", "span": "work", "at_most": 1}],
)


def _places(node: object, path: tuple = ()) -> Iterator[tuple]:
    """Where there is something in a contract."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _changed(place: tuple, value: object) -> dict:
    """The full contract, with one thing in it changed."""
    whole = deepcopy(FULL)
    holder = reduce(lambda node, key: node[key], place[:-1], whole)
    holder[place[-1]] = value
    return whole


@pytest.mark.parametrize("place", [*_places(FULL)], ids=lambda place: ".".join(map(str, place)))
def test_62_contract_of_wrong_types_in_a_record_is_one_sentence(place: tuple) -> None:
    """Whatever stands at a place of it: it is refused, or judged and shown; red with a traceback of the judge's."""
    pytest.importorskip("jsonschema")
    trials = [trial("python", {"n": 1, "k": 1}), trial("dotnet", {"n": 2, "k": 1})]
    sound = json.loads(saving.dumps(record(trials, FULL)))
    refused = []
    for value in (None, 3, "x", [], {}, [1], {"a": 1}, -1.5, True, {"because": None}):
        text = json.dumps(sound | {"pairs": [sound["pairs"][0] | {"contract": _changed(place, value)}]})
        try:
            whole = whole_of(saving.parse(text, "old.json"))
        except UsageError as error:
            refused.append(str(error))
        else:
            assert markdown(whole) and junit(outcomes(whole), "")
            render(whole, screen(), verbose=True)
    assert refused or "expect" in place  # an expected value may be anything
    assert all(one.startswith("old.json ") for one in refused)


def _shards(folder: Path) -> list[Path]:
    """What the jobs of a matrix left."""
    paths = [folder / f"shard-{number}" / "record.json" for number in (1, 2)]
    for number, path in enumerate(paths, start=1):
        path.parent.mkdir(parents=True)
        saving.save(shard(number, 2), path)
    return paths


def test_merge_writes_one_report_of_all_shards(tmp_path, capsys) -> None:
    """Its exit code is the whole run's."""
    _shards(tmp_path / "shards")
    assert main("merge", {"folder": str(tmp_path / "shards"), "out": str(tmp_path / "out")}) == Exit.OK
    assert "5 pairs agree" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "out" / "latest").iterdir()} == set(FILES)


def test_a_broken_shard_does_not_lose_the_others(tmp_path, capsys) -> None:
    """They are reported; what it ran is missing, and the run fails by what is wrong with it (80)."""
    _, second = _shards(tmp_path / "shards")
    second.write_text("{", encoding="utf-8")
    assert main("merge", {"folder": str(tmp_path / "shards"), "out": str(tmp_path / "out")}) == Exit.USAGE
    told = capsys.readouterr().out
    assert "3 pairs agree, 2 not run" in told
    assert "FAILED (exit 2)" in told and "shard-2" in told.replace("\n", "")
    assert (tmp_path / "out" / "latest" / "junit.xml").is_file()


def test_80_shards_of_different_seeds_tell_them(tmp_path, capsys) -> None:
    """Red where the report says the first one's alone: whoever gives it again sees other orders."""
    for seed, path in enumerate(_shards(tmp_path / "shards"), start=5):
        saving.save(replace(saving.load(path), seed=seed), path)
    assert main("merge", {"folder": str(tmp_path / "shards"), "out": str(tmp_path / "out")}) == Exit.OK
    assert "seeds 5 and 6, a shard each" in " ".join(capsys.readouterr().out.split())
    assert "seeds 5 and 6, a shard each" in (tmp_path / "out" / "latest" / "report.md").read_text()


def test_shards_of_different_states_are_refused(tmp_path, capsys) -> None:
    """Both are named, with the commit that each ran (80)."""
    first, second = _shards(tmp_path / "shards")
    for path, head in ((first, Head("a" * 40)), (second, Head("a" * 40, "changed"))):
        saving.save(replace(saving.load(path), heads=(head,)), path)
    assert main("merge", {"folder": str(tmp_path / "shards"), "out": str(tmp_path / "out")}) == Exit.USAGE
    told = " ".join(capsys.readouterr().err.split())
    assert "ran aaaaaaaaaaaa," in told and "aaaaaaaaaaaa with changes" in told
