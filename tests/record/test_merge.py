"""Shards of one run make one record; what none or two ran is no pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare.diff.whole import whole_of
from compare.errors import Exit, UsageError
from compare.record.merge import merged, sharded
from compare.record.nouns import PairRecord, Record
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
    with pytest.raises(UsageError, match="x and y is the shard 1/2"):
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
