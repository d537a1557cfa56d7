"""The same pairs on several machines: where their outputs or their behaviour differ. Times are never held together.

A record holds one machine's trials of a pair. Of the others that ran it, it holds in `machine.elsewhere`, by the
worker's name, what does not depend on the machine, in a baseline's form. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from compare.diff.baseline import SCHEMA, Difference, differences, stand_of
from compare.judge.verdict import Report, Word
from compare.record.nouns import Record
from compare.record.schemas import first_fault

FOUND = (
    "output",
    "behaviour",
    "divergence",
)  # kinds of differences between machines; the rest is what was asked for


def elsewhere(record: Record) -> dict[str, dict[str, Any]]:
    """What other machines came to: by worker, a stand of its pairs; of a record that was tampered with, nothing."""
    found = record.machine.get("elsewhere")
    stands = found if isinstance(found, dict) else {}
    whole = {str(name): {"schema": SCHEMA, "pairs": pairs} for name, pairs in stands.items()}
    return {name: stand for name, stand in whole.items() if not first_fault("baseline", stand)}


def between_machines(report: Report) -> Iterator[Difference]:
    """Where another machine gave other outputs, or behaved in another way, than the one whose trials are kept."""
    others = elsewhere(report.record)
    if not others:
        return
    own, first = stand_of(report)["pairs"], ran_by(report.record)
    for name, stand in others.items():
        for pair, theirs in stand["pairs"].items():
            if pair not in own:
                continue
            if theirs["outputs"] not in get_args(Word):  # instead of a word it has the reason
                yield Difference("missing", pair, "", f"not run on {name}: {theirs['outputs']}")
                continue
            both = _lanes(own[pair]) & _lanes(theirs)
            words = (f"on {first.get(pair, 'one')}", f"on {name}")
            sides = {"pairs": {pair: own[pair]}}, {"pairs": {pair: theirs}}
            same = _lanes(own[pair]) == _lanes(theirs)

            def shared(
                _pair: str, _chapter: str, _case: str, lane: str, both: Any = both, same: bool = same
            ) -> bool:
                return lane in both if lane else same

            yield from (one for one in differences(*sides, shared, words) if one.kind in FOUND)


def ran_by(record: Record) -> dict[str, str]:
    """The machine whose trials the record holds, by pair; a worker's name where there were workers."""
    shards = record.machine.get("shards", ())
    return {str(pair): name_of(shard) for shard in shards for pair in shard.get("pairs", ())}


def machine_of(record: Record, pair: str) -> str:
    """The same of one pair, of a record of one machine, too."""
    return ran_by(record).get(pair) or name_of(record.machine)


def name_of(shard: Mapping[str, Any]) -> str:
    """A worker's name, or that of its machine."""
    return str(shard.get("worker") or shard.get("name") or "a machine")


def _lanes(pair: Mapping[str, Any]) -> set[str]:
    return {where.split(" / ")[2] for where in pair["rows"]}
