"""One record from what many machines gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Protocol

from compare.catalogue.contract import Contract
from compare.diff.baseline import stand_of
from compare.judge import judge
from compare.record.growing import GrowingRecord
from compare.record.nouns import Base, LaneFacts, PairRecord, Record
from compare.record.shards import shard_of


class Watching(Protocol):
    """Where progress is shown."""

    def handed_out(self, pair: str, machine: str) -> None:
        """A pair goes to a machine."""


class Gathered:
    """Keeps what comes, in the run's own record.

    Args:
        growing: the record.
        contracts: of the pairs that are run, by name.
        progress: is told where each pair goes.
    """

    def __init__(self, growing: GrowingRecord, contracts: Mapping[str, Contract], progress: Watching) -> None:
        self._growing = growing
        self._contracts = contracts
        self._progress = progress
        self._known: dict[str, Record] = {}  # by worker
        self._ran: dict[str, list[str]] = {}
        self._events: list[str] = []
        self._kept: set[str] = set()  # pairs whose trials the record has
        self._elsewhere: dict[str, dict[str, Any]] = {}  # by worker: what does not depend on the machine
        self._undone: dict[str, list[tuple[str, str]]] = {}  # by pair: who did not run it, and why
        self._names: set[str] = set()  # of all workers, refused ones too: a page must not tell them

    def met(self, name: str, known: Record) -> None:
        """A worker can be used: its lanes are the run's, where no other has them."""
        self._names.add(name)
        self._known[name] = known
        self._ran.setdefault(name, [])
        self._growing.begin(_ready_somewhere(self._growing.record.lanes, known.lanes))

    def refused(self, name: str, reason: str) -> None:
        """A worker cannot be used: the report says why."""
        self._names.add(name)
        self._events.append(f"worker {name} was refused: {reason}")

    def began(self, pair: str, name: str) -> None:
        """A worker has got a pair."""
        self._progress.handed_out(pair, name)

    def seen(self, name: str, record: Record) -> None:
        """A pair's record has come."""
        pair = record.pairs[0].id
        if pair in self._kept:
            self._elsewhere.setdefault(name, {}).update(stand_of(judge(record))["pairs"])
            base = _with_times(self._growing.record.base, record.base, pair, name)
            self._growing.become(replace(self._growing.record, base=base))
            return
        self._kept.add(pair)
        self._ran[name].append(pair)
        whole = self._growing.record
        self._growing.become(
            replace(
                whole,
                pairs=(*whole.pairs, record.pairs[0]),
                lanes=tuple(_ready_somewhere(whole.lanes, record.lanes)),
                trials_ns=whole.trials_ns + record.trials_ns,
                base=_with_pair(_with_times(whole.base, record.base, pair, name), record.base, pair),
            )
        )

    def again(self, pair: str, name: str, reason: str) -> None:
        """A worker failed under a pair."""
        self._events.append(f"{pair} was run again by another worker: {name} failed ({reason})")

    def missing(self, pair: str, reason: str) -> None:
        """No worker brought it to its end."""
        record = self._growing.record
        self._growing.add(self._lost(pair, reason), record.lanes, record.trials_ns)

    def missing_on(self, pair: str, name: str, reason: str) -> None:
        """One of the workers that were to run it has not."""
        self._undone.setdefault(pair, []).append((name, reason))

    def _lost(self, pair: str, reason: str) -> PairRecord:
        contract = self._contracts[pair]
        return PairRecord(pair, contract.chapter, contract.data, not_run=reason)

    def close(self, order: Collection[str]) -> None:
        """Say in the record which machine ran what; pairs in the order in which they were chosen.

        Args:
            order: all pairs that were chosen.
        """
        for pair, undone in self._undone.items():
            if pair not in self._kept:
                told = ", ".join(f"{name} ({reason})" for name, reason in undone)
                self.missing(pair, f"no worker brought it to its end: {told}")
                continue
            for name, reason in undone:
                lost = replace(self._known[name], pairs=(self._lost(pair, reason),))
                self._elsewhere.setdefault(name, {}).update(stand_of(judge(lost))["pairs"])
        place = {name: number for number, name in enumerate(order)}
        record = self._growing.record
        shards = [
            shard_of(known, self._ran[name]) | {"worker": name} for name, known in sorted(self._known.items())
        ]
        weaker = sorted({told for known in self._known.values() for told in known.machine.get("weaker", ())})
        machine = record.machine | {"shards": shards, "events": [*self._events, *self._crowded()]}
        machine["workers"] = sorted(self._names)
        machine |= {"weaker": weaker} if weaker else {}
        machine |= {"elsewhere": dict(sorted(self._elsewhere.items()))} if self._elsewhere else {}
        pairs = sorted(record.pairs, key=lambda pair: place.get(pair.id, -1))
        base = record.base
        if base:
            of_base = sorted(base.pairs, key=lambda pair: place.get(pair.id, -1))
            looks = sorted(base.looks, key=lambda look: place.get(look.pair, -1))
            base = replace(base, pairs=tuple(of_base), looks=tuple(looks))
        self._growing.become(replace(record, machine=machine, pairs=tuple(pairs), base=base))

    def _crowded(self) -> list[str]:
        """Machines on which several pairs ran at once: their times are not to be trusted."""
        ran = [known for name, known in self._known.items() if self._ran[name] or name in self._elsewhere]
        busy = Counter(str(known.machine.get("name")) for known in ran)
        return [
            f"{number} workers ran beside each other on {name}: the times of their pairs disturb each other"
            for name, number in busy.items()
            if number > 1
        ]


def _with_pair(whole: Base | None, part: Base | None, pair: str) -> Base | None:
    """The base of the whole run with what one worker saw of a pair of it."""
    if whole is None or part is None:
        return whole
    return replace(whole, pairs=(*whole.pairs, *(one for one in part.pairs if one.id == pair)))


def _with_times(whole: Base | None, part: Base | None, pair: str, machine: str) -> Base | None:
    """The same with the times of a pair on one machine."""
    if whole is None or part is None:
        return whole
    looks = (replace(one, machine=machine) for one in part.looks if one.pair == pair)
    return replace(whole, looks=(*whole.looks, *looks))


def _ready_somewhere(lanes: Collection[LaneFacts], more: Collection[LaneFacts]) -> list[LaneFacts]:
    """Lanes that are ready on any machine are the run's; of the others, why one is not there."""
    found = {lane.name: lane for lane in lanes}
    for lane in more:
        if lane.name not in found or (found[lane.name].state != "ready" and lane.state == "ready"):
            found[lane.name] = lane
    return list(found.values())
