"""One record of what several jobs ran: `--shard I/N`, and `invoke merge`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from compare.errors import UsageError
from compare.record.nouns import Base, LaneFacts, PairRecord, Record

Noun = TypeVar("Noun")


def sharded(items: Sequence[Noun], shard: tuple[int, int] | None) -> tuple[Noun, ...]:
    """The part of some items that a shard runs: every N-th, so that chapters are spread."""
    if shard is None:
        return tuple(items)
    number, of = shard
    return tuple(items[number - 1 :: of])


def merged(records: Mapping[str, Record]) -> Record:
    """The record of a whole run from its shards'.

    Args:
        records: each shard's, by its file's name.

    Returns:
        one record; a pair that no shard ran is in it as not run.

    Raises:
        UsageError: they are no shards, not of one run or state, or two of them ran the same.
    """
    if not records:
        raise UsageError("There is no record to merge. Name the folder that holds the shards' reports.")
    named = list(records.items())
    first_name, first = named[0]
    for name, record in named:
        if not record.options.get("shard"):
            raise UsageError(f"{name} was not run with --shard; there is nothing to merge it with.")
        if (record.tool, _shared(record), _of(record)) != (first.tool, _shared(first), _of(first)):
            raise UsageError(
                f"{first_name} and {name} are not shards of one run: their options or versions differ."
            )
        if record.heads != first.heads:
            raise UsageError(
                f"{first_name} ran {_stood(first)}, {name} {_stood(record)}. Merge shards of one state."
            )
    _refuse_doubles(named, lambda record: [record.options["shard"]], "is the shard")
    _refuse_doubles(named, lambda record: [pair.id for pair in record.pairs], "ran the pair")
    ran = {pair.id: pair for _, record in named for pair in record.pairs}
    selected = first.options["selected"]
    order = [*selected, *(name for name in ran if name not in selected)]
    pairs = [ran.get(name) or PairRecord(name, "", {}, not_run="no shard ran this pair") for name in order]
    return replace(
        first,
        options=first.options | {"shard": ""},
        machine=_machine([record for _, record in named]),
        lanes=_lanes(record for _, record in named),
        pairs=tuple(pairs),
        wall_ns=sum(record.wall_ns for _, record in named),
        trials_ns=sum(record.trials_ns for _, record in named),
        interrupted=next((record.interrupted for _, record in named if record.interrupted), ""),
        failures=tuple(failure for _, record in named for failure in record.failures),
        complete=all(record.complete for _, record in named),
        base=_base([record.base for _, record in named if record.base]),
    )


def _machine(records: Sequence[Record]) -> dict[str, Any]:
    """The first one's, with the machines of all: a shard that was run on many is as many."""
    machines = [record.machine for record in records]
    shards = [part for record in records for part in record.machine.get("shards") or [shard_of(record)]]
    told: dict[str, Any] = {"shards": shards}
    for name in ("events", "workers"):
        told[name] = [one for machine in machines for one in machine.get(name, ())]
    told["elsewhere"] = _elsewhere(machine.get("elsewhere", {}) for machine in machines)
    return machines[0] | {name: one for name, one in told.items() if one}


def _elsewhere(stands: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for stand in stands:
        for worker, pairs in stand.items():
            found.setdefault(worker, {}).update(pairs)
    return found


def shard_of(record: Record, pairs: Iterable[str] | None = None) -> dict[str, Any]:
    """A machine's part of a run, as `machine.shards` of the whole record holds it.

    Args:
        record: what that machine gave.
        pairs: which pairs it ran; by default those of its record.
    """
    versions = {
        lane.name: str(lane.facts.get("version", "")) for lane in record.lanes if lane.state == "ready"
    }
    ran = [pair.id for pair in record.pairs] if pairs is None else list(pairs)
    return record.machine | {"seed": record.seed, "versions": versions, "pairs": ran}


def _shared(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.options.items() if key != "shard"}


def _stood(record: Record) -> str:
    stood = [
        f"{head.commit[:12] or 'no commit'}{' with changes' * bool(head.changes)}" for head in record.heads
    ]
    return " and ".join(stood) or "an unknown commit"


def _of(record: Record) -> str:
    return str(record.options["shard"]).partition("/")[2]


def _refuse_doubles(named: Sequence[tuple[str, Record]], of: Any, what: str) -> None:
    seen: dict[str, str] = {}
    for name, record in named:
        for one in of(record):
            if one in seen:
                raise UsageError(f"Two records say the same: each of {seen[one]} and {name} {what} {one}.")
            seen[one] = name


def _lanes(records: Iterable[Record]) -> tuple[LaneFacts, ...]:
    """A lane that one shard lacked is told as lacking: its rows are missing."""
    found: dict[str, LaneFacts] = {}
    for record in records:
        for lane in record.lanes:
            if lane.name not in found or (found[lane.name].state == "ready" and lane.state != "ready"):
                found[lane.name] = lane
    return tuple(found.values())


def _base(bases: Sequence[Base]) -> Base | None:
    if not bases:
        return None
    if len({(base.revision, base.commit) for base in bases}) > 1:
        raise UsageError("The shards were compared with different bases; merge those of one run.")
    return replace(
        bases[0],
        pairs=tuple(pair for base in bases for pair in base.pairs),
        looks=tuple(look for base in bases for look in base.looks),
    )
