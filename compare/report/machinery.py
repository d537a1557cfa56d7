"""Where the pairs of one record ran, if not all on one machine, and what happened there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compare.record.nouns import Record
from compare.report.english import counted, listed

MOST_NAMED = 6  # pairs of a machine
MOST_MACHINES = 20


def machines_told(record: Record) -> Iterator[tuple[str, str]]:
    """A line a machine: its name, and what it is and ran; none for a run of one machine, or an older record."""
    ran = [shard for shard in record.machine.get("shards", ()) if shard.get("pairs")]
    for shard in ran[:MOST_MACHINES]:
        pairs = list(map(str, shard["pairs"]))
        named = [
            *pairs[:MOST_NAMED],
            *([f"{len(pairs) - MOST_NAMED} more"] if len(pairs) > MOST_NAMED else []),
        ]
        yield name_of(shard), f"{counted(len(pairs), 'pair')} ({_kind(shard)}): {listed(named)}"
    if len(ran) > MOST_MACHINES:
        rest = ran[MOST_MACHINES:]
        yield f"{len(rest)} more", counted(sum(len(shard["pairs"]) for shard in rest), "pair")


def events_told(record: Record) -> list[str]:
    """What went wrong with machines, or disturbs what they measured: a sentence each, without a full stop."""
    return [str(one) for one in record.machine.get("events", ())]


def name_of(shard: Mapping[str, Any]) -> str:
    """A worker's name, or that of its machine."""
    return str(shard.get("worker") or shard.get("name") or "a machine")


def _kind(shard: Mapping[str, Any]) -> str:
    system = f"{shard.get('system', '')} {shard.get('architecture', '')}".strip()
    cores = [counted(shard["cores"], "core")] if isinstance(shard.get("cores"), int) else []
    versions = [f"{lane} {version}" for lane, version in (shard.get("versions") or {}).items()]
    return " · ".join([system, *cores, *versions])
