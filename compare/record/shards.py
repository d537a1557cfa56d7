"""A part of a run: the pairs of `--shard I/N`, and what one machine ran. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from compare.record.nouns import Record

Noun = TypeVar("Noun")


def sharded(items: Sequence[Noun], shard: tuple[int, int] | None) -> tuple[Noun, ...]:
    """The part of some items that a shard runs: every N-th, so that chapters are spread."""
    if shard is None:
        return tuple(items)
    number, of = shard
    return tuple(items[number - 1 :: of])


def shard_of(record: Record, pairs: Iterable[str]) -> dict[str, Any]:
    """A machine's part of a run, as `machine.shards` of the whole record holds it.

    Args:
        record: what that machine gave.
        pairs: those whose trials the whole record has from it.
    """
    versions = {
        lane.name: str(lane.facts.get("version", "")) for lane in record.lanes if lane.state == "ready"
    }
    return record.machine | {"seed": record.seed, "versions": versions, "pairs": list(pairs)}
