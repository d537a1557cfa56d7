"""`invoke baseline`: a change is accepted row by row, shown first, and never where something is wrong."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from compare.cli import main
from compare.diff import baseline
from compare.errors import Exit
from compare.judge import judge
from compare.record import saving
from compare.record.nouns import PairRecord, Record
from tests.judge.builders import contract, record, trial

N = {"n": {"mode": "equal"}}
EXPECTS_ONE = {"n": {"mode": "equal", "expect": {"*": 1}}}


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a baseline may be written."""
    monkeypatch.delenv("CI", raising=False)


def pair(name: str, n: int, outputs: dict = N) -> PairRecord:
    """A pair that gives n, in both lanes."""
    trials = [trial(lane, {"n": n}) for lane in ("python", "dotnet")]
    return record(trials, contract(outputs, id=name)).pairs[0]


def saved(path: Path, *pairs: PairRecord) -> str:
    """A whole record of these pairs."""
    saving.save(replace(whole(), pairs=pairs), path)
    return str(path)


def whole() -> Record:
    """A record as the builders make it."""
    return record([trial("python", {"n": 1}), trial("dotnet", {"n": 1})], contract(N))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A baseline of two pairs, and a record in which both have changed."""
    old = saved(tmp_path / "old.json", pair("one", 1), pair("two", 1))
    out = str(tmp_path / "b.json")
    assert main("baseline", {"record": old, "out": out}) == Exit.OK
    return out, saved(tmp_path / "new.json", pair("one", 2), pair("two", 2))


def test_only_the_named_pair_is_changed_and_shown_first(files, capsys) -> None:
    """Two rows of one changed value are one line."""
    out, new = files
    assert main("baseline", {"record": new, "out": out, "update": "two"}) == Exit.OK
    told = capsys.readouterr().out
    assert "two default / plain / dotnet output: n: was 1, is 2 (and 1 more of its rows)" in told
    assert "one " not in told
    held = baseline.read(Path(out))["pairs"]
    assert {row["n"] for row in held["one"]["rows"].values()} == {"1"}
    assert {row["n"] for row in held["two"]["rows"].values()} == {"2"}


def test_a_pair_that_is_gone_is_taken_out_by_its_name(files, tmp_path: Path) -> None:
    """As the red build's line says; never by a record of some pairs or of a run that was ended before its end."""
    out, _ = files
    left = replace(whole(), pairs=(pair("one", 2),))
    for name, some in {
        "ended.json": replace(left, complete=False),
        "some.json": replace(left, options={**left.options, "only": ["one"]}),
    }.items():
        saving.save(some, tmp_path / name)
        given = {"record": str(tmp_path / name), "out": out, "update": "two"}
        assert main("baseline", given) == Exit.USAGE
    saving.save(left, tmp_path / "left.json")
    assert main("baseline", {"record": str(tmp_path / "left.json"), "out": out, "update": "two"}) == Exit.OK
    now = baseline.read(Path(out))["pairs"]
    assert [*now] == ["one"]
    assert {row["n"] for row in now["one"]["rows"].values()} == {"1"}


def test_check_shows_and_writes_nothing(files, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI too; 3 where something would change."""
    out, new = files
    before = Path(out).read_bytes()
    monkeypatch.setenv("CI", "true")
    assert main("baseline", {"record": new, "out": out, "check": True}) == Exit.DIFFERS
    assert capsys.readouterr().out.count("output: n: was 1, is 2") == 2
    assert Path(out).read_bytes() == before
    assert main("baseline", {"record": new, "out": out, "update": True}) == Exit.USAGE


def test_what_is_there_is_not_written_over_unasked(files, capsys) -> None:
    """And what is not there cannot be brought up to anything."""
    out, new = files
    assert main("baseline", {"record": new, "out": out}) == Exit.USAGE
    assert "--update changes it" in capsys.readouterr().err
    assert main("baseline", {"record": new, "out": f"{out}.none", "update": True}) == Exit.USAGE


def test_rows_that_fail_are_refused_by_name(files, tmp_path: Path, capsys) -> None:
    """Others may be accepted all the same."""
    out, _ = files
    new = saved(tmp_path / "wrong.json", pair("one", 2, EXPECTS_ONE), pair("two", 2))
    assert main("baseline", {"record": new, "out": out, "update": True}) == Exit.USAGE
    told = capsys.readouterr().err
    assert "one default / plain / python; one default / plain / dotnet" in told and "two" not in told
    assert main("baseline", {"record": new, "out": out, "update": "two"}) == Exit.OK
    assert main("baseline", {"record": new, "out": out, "update": "three"}) == Exit.USAGE


def test_a_record_is_taken_out_of_an_artefact(files, tmp_path: Path, capsys) -> None:
    """As a CI service keeps it; what is no zip, or holds none or two, is one sentence."""
    out, new = files
    artefact = tmp_path / "artefact.zip"
    with zipfile.ZipFile(artefact, "w") as held:
        held.write(new, "reports/2026-11-29/record.json")
        held.write(new, "reports/latest/record.json")
    assert main("baseline", {"record": str(artefact), "out": out, "update": True}) == Exit.OK
    with zipfile.ZipFile(artefact, "a") as held:
        held.writestr("other/record.json", "{}")
    (tmp_path / "none.zip").write_bytes(b"PK")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    capsys.readouterr()
    for name in ("artefact.zip", "none.zip", "empty.zip", "missing.zip"):
        assert main("report", {"record": str(tmp_path / name)}) == Exit.USAGE
        told = capsys.readouterr().err
        assert name in told and told.count("\n") == 1


def test_a_lost_check_and_another_reason_are_told() -> None:
    """A contract that no longer asks for something is a change; a baseline of version 1 knows neither."""
    check = {"id": "two-at-once", "says": "two ran at once", "check": "overlap", "span": "job"}
    meant = {"python": 1, "dotnet": 2, "because": "They are made so."}

    def stand(because: str, *behaviour: dict) -> dict:
        outputs = {"n": {"mode": "equal", "expect": {"*": meant | {"because": because}}}}
        seen = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
        return baseline.stand_of(judge(record(seen, contract(outputs, behaviour=list(behaviour)))))

    old, new = stand("They are made so.", check), stand("Nobody knows.")
    kinds = [one.kind for one in baseline.changes_of(baseline.differences(old, new))]
    assert kinds == ["behaviour", "check", "reason"]
    for held in old["pairs"].values():
        del held["reasons"], held["checks"]
    assert [one.kind for one in baseline.differences(old, new)] == ["behaviour"]
