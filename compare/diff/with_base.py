"""What a record with a base says: each row's change, the null rows, and what differs in outputs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from compare.diff.rule import CHANGED, Change, change, together
from compare.diff.sides import Standing, lost, pair_standing, variant_standing, variants
from compare.diff.stand import fields_of
from compare.judge.scene import Scene
from compare.judge.verdict import Finding, PairVerdict
from compare.judge.verdicts import judge_pair
from compare.record.nouns import Base, LaneFacts, Look, PairRecord, Record

Word = Literal["slower", "faster", "same", "inconclusive", "new", "missing", "changed"]

Looks = Mapping[tuple[tuple[str, str, str], str, str], Look]  # by row, kind and machine
SECOND = {"main": "again", "null": "null-again"}  # a first look's kind -> what the second one is
OTHER_OUTPUTS = "its outputs are not the base's, so its time is not compared"


@dataclass(frozen=True)
class RowChange:
    """One row, base against head."""

    pair: str
    variant: str
    lane: str
    word: Word
    reason: str = ""
    change: Change | None = None  # what all its pairs say; the second look counts, too, where there was one
    margin: float = 0.0
    base_ns: float | None = None  # medians of the samples, a call
    head_ns: float | None = None
    machine: str = ""  # that measured it, where several measured this row
    contaminated: bool = False  # whether a null row of the same machine was called different

    @property
    def measured(self) -> bool:
        """Whether there were pairs enough for a bound."""
        return self.change is not None and self.change.low is not None


@dataclass(frozen=True)
class Against:
    """Everything that was compared with the base."""

    base: Base
    standings: tuple[tuple[str, Standing], ...]  # of pairs that are not the same on both sides
    rows: tuple[RowChange, ...]
    nulls: tuple[RowChange, ...]
    findings: tuple[tuple[str, Finding], ...]  # (pair, what differs between the sides or fails on the base)

    @property
    def contaminated(self) -> bool:
        """Whether a null row, base against base, was called different, and that again in fresh launches."""
        return any(row.word in CHANGED for row in self.nulls)


def compare_sides(record: Record) -> Against | None:
    """What a record says of base and head; None where it has no base."""
    base = record.base
    if base is None:
        return None
    prose = record.since.named("text") if record.since else ()  # which the base has not run
    bases = {pair.id: pair for pair in base.pairs}
    heads = {pair.id: pair for pair in record.pairs if pair.id not in prose}
    # Of a pair that no worker has brought to its end, nothing is known of the base's side either.
    heads = {name: pair for name, pair in heads.items() if name in bases or not pair.not_run}
    standings = {name: _standing(bases.get(name), heads.get(name)) for name in {**bases, **heads}}
    looks = {(look.row, look.kind, look.machine): look for look in base.looks}
    findings = [
        (name, finding)
        for name, pair in bases.items()
        if name in heads and standings[name].status == "same"
        for finding in output_changes(pair, heads[name], record.lanes)
    ]
    changed = {(name, one.variant, one.lane) for name, one in findings}
    timed: dict[tuple[str, str, str], list[RowChange]] = {}
    for row in _changes(looks, "main"):
        timed.setdefault((row.pair, row.variant, row.lane), []).append(row)
    rows = [
        row
        for name in heads
        for row in _rows(name, standings[name], bases.get(name), heads[name], timed, record, changed)
    ]
    nulls = _changes(looks, "null")
    return Against(
        base,
        tuple(_told(standings, bases, heads)),
        tuple(_by_machine(rows, nulls)),
        tuple(_by_machine(nulls, nulls)),
        tuple(findings),
    )


def _changes(looks: Looks, kind: str) -> list[RowChange]:
    """What the rows of a kind have come to, each on its machine."""
    firsts = [look for look in looks.values() if look.kind == kind]
    return [row_change(look, looks.get((look.row, SECOND[kind], look.machine))) for look in firsts]


def _by_machine(rows: Sequence[RowChange], nulls: Sequence[RowChange]) -> Iterator[RowChange]:
    """Rows that know what the null rows of their machine say; its name where several have measured the row."""
    spoilt = {row.machine for row in nulls if row.word in CHANGED}
    measured = Counter((row.pair, row.variant, row.lane) for row in rows)
    for row in rows:
        several = measured[row.pair, row.variant, row.lane] > 1
        yield replace(row, contaminated=row.machine in spoilt, machine=row.machine if several else "")


def _told(
    standings: Mapping[str, Standing], bases: Mapping[str, PairRecord], heads: Mapping[str, PairRecord]
) -> Iterator[tuple[str, Standing]]:
    """The pairs that are not the same, and what a changed one has lost: no other change hides that."""
    for name, standing in standings.items():
        if standing.status != "same":
            yield name, standing
        if standing.status == "changed" and bases[name].contract and heads[name].contract:
            yield from ((name, one) for one in lost(bases[name].contract, heads[name].contract))


def _standing(base: PairRecord | None, head: PairRecord | None) -> Standing:
    if base is not None and not base.contract and head is not None:
        return Standing("changed", f"the base's contract is broken: {base.not_run}")
    return pair_standing(base.contract if base else None, head.contract if head else None)


def _rows(
    pair: str,
    standing: Standing,
    base: PairRecord | None,
    head: PairRecord,
    timed: Mapping[tuple[str, str, str], Sequence[RowChange]],
    record: Record,
    changed: Set[tuple[str, str, str]],
) -> Iterator[RowChange]:
    """Every row of a pair that head has, and those that it has lost."""
    lanes = [lane.name for lane in record.lanes if lane.state == "ready"]
    names = dict.fromkeys([*variants(head.contract), *(variants(base.contract) if base else ())])
    for variant in names:
        own = standing
        if standing.status == "same" and base is not None:
            own = variant_standing(variant, base.contract, head.contract)
        for lane in lanes:
            if any(skip.lane in ("", lane) and skip.variant in ("", variant) for skip in head.skips):
                continue
            if own.status != "same":
                yield RowChange(pair, variant, lane, own.status, own.why)
            elif (pair, variant, lane) in changed:
                yield RowChange(pair, variant, lane, "changed", OTHER_OUTPUTS)
            else:
                yield from timed.get((pair, variant, lane), ())


def changed_at_first(look: Look) -> bool:
    """Whether a row is to be looked at again."""
    return bool(look.samples) and change(look.samples, look.margin).word in CHANGED


def row_change(look: Look, again: Look | None) -> RowChange:
    """What a row's looks say: a change counts only if fresh launches say so too.

    Args:
        look: the first.
        again: the second, of a row that had changed at first.
    """
    if not look.samples:
        reason = look.reason or "it has no samples"
        return RowChange(*look.row, "inconclusive", reason, margin=look.margin, machine=look.machine)
    first = change(look.samples, look.margin)
    row = RowChange(
        *(*look.row, first.word, look.reason, first, look.margin, _median(look, 0), _median(look, 1)),
        machine=look.machine,
    )
    if first.word not in CHANGED:
        return row
    if again is None or not again.samples:
        if look.kind == "null":  # nothing speaks for the machine
            return row
        return replace(
            row, word="inconclusive", reason=again.reason if again else "it was not looked at again"
        )
    both = together(look.samples, again.samples, look.margin)
    told = again.reason or f"{first.word} at first, which did not recur in fresh launches"
    return replace(row, word=both.word, change=both, reason="" if both.word == first.word else told)


def _median(look: Look, side: int) -> float:
    from statistics import median

    return median(float(sample[side]) for sample in look.samples)


def output_changes(base: PairRecord, head: PairRecord, lanes: Sequence[LaneFacts]) -> Iterator[Finding]:
    """Where head's outputs are not the base's, but for rows that the base got wrong by its own contract."""
    verdict: PairVerdict = judge_pair(base, lanes)
    failed = {(one.case, one.variant, one.lane) for one in verdict.findings}
    before, now = fields_of(Scene(base, lanes)), fields_of(Scene(head, lanes))
    for row, fields in before.items():
        if row in failed or row not in now:
            continue
        for name, value in fields.items():
            if now[row].get(name) != value:
                case, variant, lane = row
                became = now[row].get(name)
                told = f"{lane} ({variant}): {name} was {value} on the base, and is {became or 'missing'} on head."
                yield Finding(f"changed.{name}", case, variant, lane, told, value, became)
