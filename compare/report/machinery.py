"""Where the pairs of one record ran, if not all on one machine, and what happened there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compare.diff.baseline import Difference
from compare.diff.between import between_machines, elsewhere, name_of, ran_by
from compare.judge.verdict import Report
from compare.record.nouns import Record
from compare.report.digest import WORDS
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
        yield name_of(shard), f"{counted(len(pairs), 'pair')} ({' · '.join(_kind(shard))}): {listed(named)}"
    if len(ran) > MOST_MACHINES:
        rest = ran[MOST_MACHINES:]
        yield f"{len(rest)} more", counted(sum(len(shard["pairs"]) for shard in rest), "pair")


def events_told(record: Record) -> list[str]:
    """What went wrong with machines, or disturbs what they measured: a sentence each, without a full stop."""
    return [str(one) for one in record.machine.get("events", ())]


@dataclass(frozen=True)
class Alike:
    """The pairs that several machines ran, and how each came out there."""

    machines: tuple[tuple[str, tuple[str, ...]], ...]  # a worker's name, and what its machine is
    rows: tuple[
        tuple[str, tuple[tuple[str, ...], ...]], ...
    ]  # a pair's name, and a machine's one or two words
    differences: tuple[Difference, ...]

    @property
    def sentence(self) -> str:
        """How many pairs are alike on all of them."""
        wrong = len({one.pair for one in self.differences})
        told = f"{counted(len(self.rows), 'pair')} on {counted(len(self.machines), 'machine')}"
        return f"{told}: {f'{wrong} not alike' if wrong else 'all alike'}"


def alike(report: Report) -> Alike | None:
    """Pair by machine: words on outputs and behaviour; none where each pair ran on one machine.

    Args:
        report: a judged record.
    """
    others, first = elsewhere(report.record), ran_by(report.record)
    if not others:
        return None
    found = tuple(between_machines(report))
    shards = {name_of(shard): _kind(shard) for shard in report.record.machine.get("shards", ())}
    machines = tuple((name, shards.get(name, ())) for name in dict.fromkeys([*first.values(), *others]))
    there = {pair for stand in others.values() for pair in stand["pairs"]}
    rows = []
    for pair in report.pairs:
        if pair.id in there:
            words = {name: stand["pairs"].get(pair.id) for name, stand in others.items()}
            words[first.get(pair.id, "")] = {"outputs": pair.outputs, "behaviour": pair.behaviour}
            rows.append((pair.id, tuple(_cell(words.get(name)) for name, _ in machines)))
    return Alike(machines, tuple(rows), found)


def _cell(words: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The word on outputs and that on behaviour; one where they are the same."""
    if words is None or words["outputs"] not in WORDS:
        return ("not run",)
    return tuple(dict.fromkeys(WORDS.get(words[kind], "not run") for kind in ("outputs", "behaviour")))


def _kind(shard: Mapping[str, Any]) -> tuple[str, ...]:
    """What a machine is, as far as it is known: system, processor, cores, and the version in each lane."""
    system = f"{shard.get('system', '')} {shard.get('architecture', '')}".strip()
    processor = str(shard.get("processor") or "")
    cores = counted(shard["cores"], "core") if isinstance(shard.get("cores"), int) else ""
    versions = [f"{lane} {version}" for lane, version in (shard.get("versions") or {}).items()]
    return tuple(filter(None, [system, "" if processor in system else processor, cores, *versions]))
