"""Shards of one run make one record; what none or two ran is no pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare.diff.merge import merged
from compare.diff.whole import whole_of
from compare.errors import Exit, UsageError
from compare.record.nouns import Base, Look, PairRecord, Record
from compare.record.shards import sharded
from compare.report.machinery import alike
from tests.judge.builders import case, contract, record, trial

N = {"n": {"mode": "equal"}}
NAMES = ["a", "b", "c", "d", "e"]


def _pair(name: str) -> PairRecord:
    trials = (trial("python", {"n": 1}), trial("dotnet", {"n": 1}))
    return PairRecord(name, "tasks", contract(N, id=name), (case(),), trials=trials)


def shard(number: int, of: int, names: list[str] = NAMES, **more: object) -> Record:
    """What one job of a matrix saw."""
    options = {"shard": f"{number}/{of}", "selected": names, "only": []}
    pairs = tuple(_pair(name) for name in sharded(names, (number, of)))
    return replace(record([], contract(N)), options=options, pairs=pairs, **more)


@pytest.mark.parametrize("of", [1, 2, 3, 5, 9])
def test_shards_cover_everything_once(of: int) -> None:
    """However many there are; the merged record is in the order of all."""
    parts = {f"{number}": shard(number, of) for number in range(1, of + 1)}
    whole = merged(parts)
    assert [pair.id for pair in whole.pairs] == NAMES
    assert whole_of(whole).exit_code() == Exit.OK


def test_a_pair_that_no_shard_ran_fails() -> None:
    """A job of the matrix was lost."""
    whole = merged({"1": shard(1, 3), "3": shard(3, 3)})
    assert {pair.id for pair in whole.pairs if pair.not_run} == {"b", "e"}
    assert whole_of(whole).exit_code() == Exit.DIFFERS


def test_a_shard_that_stands_twice_is_refused() -> None:
    """Both files are named."""
    with pytest.raises(UsageError, match="each of x and y ran the pair a"):
        merged({"x": shard(1, 2), "y": shard(1, 2)})


def test_a_pair_that_two_shards_ran_is_refused() -> None:
    """It would count twice."""
    double = replace(shard(2, 2), pairs=(*shard(2, 2).pairs, _pair("a")))
    with pytest.raises(UsageError, match="ran the pair a"):
        merged({"x": shard(1, 2), "y": double})


@pytest.mark.parametrize("other", [shard(2, 3), shard(2, 2, ["a", "b"]), shard(2, 2, tool="another")])
def test_shards_of_different_runs_are_refused(other: Record) -> None:
    """Other options, another version, another matrix."""
    with pytest.raises(UsageError, match="not shards of one run"):
        merged({"x": shard(1, 2), "y": other})


def test_a_record_without_shard_is_refused() -> None:
    """So is an empty folder."""
    whole = shard(1, 1)
    with pytest.raises(UsageError, match="not run with --shard"):
        merged({"x": replace(whole, options=whole.options | {"shard": ""})})
    with pytest.raises(UsageError, match="no record to merge"):
        merged({})


def test_a_lane_that_one_shard_lacked_is_told() -> None:
    """The merged report must not call it ready."""
    lacking = shard(2, 2)
    lanes = (lacking.lanes[0], replace(lacking.lanes[1], state="skipped", reason="no dotnet"))
    whole = merged({"x": shard(1, 2), "y": replace(lacking, lanes=lanes)})
    assert [lane.state for lane in whole.lanes] == ["ready", "skipped"]


def test_machines_of_shards_that_ran_on_many() -> None:
    """Each of them stands in the whole, with what happened there."""

    def machine(*workers: str) -> dict:
        shards = [{"name": "lab", "worker": name, "pairs": []} for name in workers]
        told = {"events": [f"{workers[0]} was lost"], "workers": list(workers)}
        return {"name": "desk", "shards": shards, "elsewhere": {workers[0]: {"p": {}}}} | told

    one, two = shard(1, 2, machine=machine("a", "b")), shard(2, 2, machine=machine("c"))
    whole = merged({"one": one, "two": two}).machine
    assert [part["worker"] for part in whole["shards"]] == whole["workers"] == ["a", "b", "c"]
    assert whole["events"] == ["a was lost", "c was lost"] and set(whole["elsewhere"]) == {"a", "c"}
    here = merged({"one": replace(one, machine={"name": "x"}), "two": two}).machine
    assert [part["name"] for part in here["shards"]] == ["x", "lab"] and here["shards"][0]["pairs"]


def on(name: str, value: int = 1, names: list[str] = NAMES, **more: object) -> Record:
    """What a whole run on one machine saw, all of whose pairs gave a value."""
    told = [trial(lane, {"n": value}) for lane in ("python", "dotnet")]
    pairs = tuple(replace(_pair(one), trials=tuple(told)) for one in names)
    options = {"shard": "", "selected": names, "only": []}
    return replace(record([], contract(N)), options=options, pairs=pairs, machine={"name": name}, **more)


def test_one_run_on_several_machines_is_laid_side_by_side() -> None:
    """As `compare --on --everywhere` does it: a table, and what differs between machines fails."""
    whole = merged({"x": on("lab-1"), "y": on("lab-2"), "z": on("lab-3")})
    assert [pair.id for pair in whole.pairs] == NAMES and whole_of(whole).exit_code() == Exit.OK
    table = alike(whole_of(whole).report)
    assert [name for name, _ in table.machines] == ["lab-1", "lab-2", "lab-3"]
    assert table.sentence == "5 pairs on 3 machines: all alike"
    other = whole_of(merged({"x": on("lab-1"), "y": on("lab-2", 2)}))
    assert other.exit_code() == Exit.DIFFERS
    assert {(one.group, one.pair) for one in other.causes} == {("machines", name) for name in NAMES}
    assert "n: on lab-1 1, on lab-2 2" in other.causes[0].message


def test_a_matrix_of_systems_and_shards() -> None:
    """Each system has run all shards, each on a machine of its own."""
    parts = {
        f"{system}-{number}": replace(shard(number, 2), machine={"name": f"{system}-{number}"})
        for system in ("linux", "mac")
        for number in (1, 2)
    }
    whole = merged(parts)
    assert [pair.id for pair in whole.pairs] == NAMES
    assert {one["name"]: one["pairs"] for one in whole.machine["shards"]} == {
        "linux-1": ["a", "c", "e"],
        "linux-2": ["b", "d"],
        "mac-1": [],
        "mac-2": [],
    }
    assert {name: list(stand) for name, stand in whole.machine["elsewhere"].items()} == {
        "mac-1": ["a", "c", "e"],
        "mac-2": ["b", "d"],
    }


def test_the_same_run_twice_on_one_machine_is_refused() -> None:
    """It would count twice; both files are named."""
    with pytest.raises(UsageError, match="one machine say the same: each of x and z ran the pair a"):
        merged({"x": on("lab-1"), "y": on("lab-2"), "z": on("lab-1")})


def test_the_trials_kept_are_those_of_a_machine_that_ran_the_pair() -> None:
    """A pair that one machine could not run is not lost where another one has run it."""
    lost = replace(
        on("lab-1"), pairs=(*on("lab-1").pairs[:4], PairRecord("e", "tasks", {}, not_run="no room"))
    )
    whole = merged({"x": lost, "y": on("lab-2")})
    assert [pair.not_run for pair in whole.pairs] == [""] * 5
    assert [part["pairs"] for part in whole.machine["shards"]] == [NAMES[:4], ["e"]]
    told = whole_of(whole)
    assert [(one.pair, one.message) for one in told.causes] == [("e", "not run on lab-1: no room")]
    assert alike(told.report).rows[-1] == ("e", (("not run",), ("agrees",)))


def test_times_beside_a_base_are_each_machines_own() -> None:
    """A row is told once for each machine, and no figure has times of two; what head has lost is told once."""

    def base(factor: float) -> Base:
        looks = [
            Look(name, "plain", "python", "default", "main", 0.02, ((factor, factor, 0, 0, True),))
            for name in NAMES
        ]
        gone = PairRecord("gone", "tasks", contract(N, id="gone"), not_run="head has lost this pair")
        return Base("HEAD~1", "a" * 40, (*map(_pair, NAMES), gone), tuple(looks))

    whole = merged({"x": on("lab-1", base=base(1.0)), "y": on("lab-2", base=base(2.0))})
    assert [pair.id for pair in whole.base.pairs] == [*NAMES, "gone"]
    against = whole_of(whole).against
    told = {(row.pair, row.machine): row.base_ns for row in against.rows if row.change}
    assert told == {(name, on): ns for name in NAMES for on, ns in (("lab-1", 1.0), ("lab-2", 2.0))}
    assert [name for name, one in against.standings] == ["gone"]
