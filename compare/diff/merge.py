"""One record of what several jobs ran: `invoke merge`. Pure.

The jobs are shards of one run (`--shard I/N`), the same run on several machines, or both. Of a pair that several
machines ran, the trials of one are kept, as `compare --on --everywhere` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from compare.diff.baseline import stand_of
from compare.diff.between import machine_of
from compare.errors import UsageError
from compare.judge import judge
from compare.record.nouns import Base, LaneFacts, PairRecord, Record
from compare.record.shards import shard_of


def merged(records: Mapping[str, Record]) -> Record:
    """The record of a whole run from its shards', or from those of several machines.

    Args:
        records: each one by its file's name.

    Returns:
        one record; a pair that no shard ran is in it as not run.

    Raises:
        UsageError: they are not of one run or state, or of one machine and say the same.
    """
    if not records:
        raise UsageError("There is no record to merge. Name the folder that holds the shards' reports.")
    named = list(records.items())
    first_name, first = named[0]
    if len(named) == 1 and not first.options.get("shard"):
        raise UsageError(f"{first_name} was not run with --shard; there is nothing to merge it with.")
    for name, record in named:
        if (record.tool, _shared(record), _of(record)) != (first.tool, _shared(first), _of(first)):
            raise UsageError(
                f"{first_name} and {name} are not shards of one run: their options or versions differ."
            )
        if record.heads != first.heads:
            raise UsageError(
                f"{first_name} ran {_stood(first)}, {name} {_stood(record)}. Merge shards of one state."
            )
    _refuse_doubles(named)
    parts = _parts([record for _, record in named])
    ran = {pair.id: pair for part in parts for pair in part.pairs}
    selected = first.options["selected"]
    order = [*selected, *(name for name in ran if name not in selected)]
    pairs = [ran.get(name) or PairRecord(name, "", {}, not_run="no shard ran this pair") for name in order]
    return replace(
        first,
        options=first.options | {"shard": ""},
        machine=_machine(parts),
        lanes=_lanes([part for part in parts if part.pairs] or parts),
        pairs=tuple(pairs),
        wall_ns=sum(record.wall_ns for _, record in named),
        trials_ns=sum(record.trials_ns for _, record in named),
        interrupted=next((record.interrupted for _, record in named if record.interrupted), ""),
        failures=tuple(failure for _, record in named for failure in record.failures),
        complete=all(record.complete for _, record in named),
        base=_base([part.base for part in parts if part.base]),
    )


def _parts(records: Sequence[Record]) -> list[Record]:
    """Each record with those of its pairs whose trials are kept: the first that were run.

    What else it ran stands in its `machine.elsewhere`, without what depends on the machine.
    """
    holders: dict[str, int] = {}
    for number, record in enumerate(records):
        for pair in record.pairs:
            held = holders.setdefault(pair.id, number)
            if not pair.not_run and any(one.not_run for one in records[held].pairs if one.id == pair.id):
                holders[pair.id] = number
    return [
        _part(record, {pair for pair, holder in holders.items() if holder == number})
        for number, record in enumerate(records)
    ]


def _part(record: Record, kept: set[str]) -> Record:
    own, others = ([pair for pair in record.pairs if (pair.id in kept) == held] for held in (True, False))
    elsewhere = dict(record.machine.get("elsewhere", {}))
    if others:
        for pair, stand in stand_of(judge(replace(record, pairs=tuple(others))))["pairs"].items():
            name = machine_of(record, pair)
            elsewhere[name] = elsewhere.get(name, {}) | {pair: stand}
    shards = [
        shard | {"pairs": [pair for pair in shard["pairs"] if pair in kept]}
        for shard in record.machine.get("shards") or [shard_of(record, [pair.id for pair in record.pairs])]
    ]
    base, left_out = record.base, {pair.id for pair in others}
    if base:
        pairs = tuple(pair for pair in base.pairs if pair.id not in left_out)
        looks = (replace(one, machine=one.machine or machine_of(record, one.pair)) for one in base.looks)
        base = replace(base, pairs=pairs, looks=tuple(looks))
    return replace(
        record,
        pairs=tuple(own),
        machine=record.machine | {"shards": shards, "elsewhere": elsewhere},
        base=base,
    )


def _machine(parts: Sequence[Record]) -> dict[str, Any]:
    """The first one's, with the machines of all: a shard that was run on many is as many."""
    machines = [part.machine for part in parts]
    told: dict[str, Any] = {}
    for name in ("shards", "events", "workers"):
        told[name] = [one for machine in machines for one in machine.get(name, ())]
    told["elsewhere"] = _elsewhere(machine["elsewhere"] for machine in machines)
    whole = {name: one for name, one in machines[0].items() if name not in told}
    return whole | {name: one for name, one in told.items() if one}


def _elsewhere(stands: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for stand in stands:
        for worker, pairs in stand.items():
            found.setdefault(worker, {}).update(pairs)
    return found


def _shared(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.options.items() if key != "shard"}


def _stood(record: Record) -> str:
    stood = [
        f"{head.commit[:12] or 'no commit'}{' with changes' * bool(head.changes)}" for head in record.heads
    ]
    return " and ".join(stood) or "an unknown commit"


def _of(record: Record) -> str:
    return str(record.options["shard"]).partition("/")[2]


def _refuse_doubles(named: Sequence[tuple[str, Record]]) -> None:
    """Two records of one machine must not say the same: it would count twice."""
    seen: dict[tuple[str, str], str] = {}
    for name, record in named:
        for pair in record.pairs:
            where = (pair.id, str(record.machine.get("name")))
            if where in seen:
                raise UsageError(
                    f"Two records of one machine say the same: each of {seen[where]} and {name} ran the pair "
                    f"{pair.id}. Leave one of them out."
                )
            seen[where] = name


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
        pairs=tuple({pair.id: pair for base in bases for pair in base.pairs}.values()),
        looks=tuple(look for base in bases for look in base.looks),
    )
