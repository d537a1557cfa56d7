"""What terminal and Markdown reports both say of a report, without any layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from compare.judge.likeness import folded
from compare.judge.verdict import Figures, Finding, Interval, PairVerdict, Report
from compare.record.nouns import LaneFacts, PairRecord, Record, Skip
from compare.record.values import canonical, shown
from compare.report import units
from compare.report.english import because, listed

WORDS = {
    "agrees": "agrees",
    "differs": "DIFFERS",
    "declared divergence": "declared",
    "cannot tell": "unclear",
    "skipped": "skipped",
}
NOT_RUN = "NOT RUN"
QUICK = "Quick: too few trials for a verdict on time, so none is passed; the figures are shown only."


def ready_lanes(report: Report) -> tuple[LaneFacts, ...]:
    """The lanes that ran, in the record's order."""
    return tuple(lane for lane in report.record.lanes if lane.state == "ready")


def commits(record: Record) -> str:
    """What stood in each root, ours first: `1a2b3c4d5e6f with changes`."""
    heads = [one.commit[:12] + " with changes" * bool(one.changes) for one in record.heads]
    return ", ".join(heads) or "unknown"


def seeds(record: Record) -> str:
    """What the orders of the trials were drawn from; by each shard, where they were not given one seed."""
    drawn = dict.fromkeys(one.get("seed") for one in record.machine.get("shards", ()))
    return f"seeds {listed(map(str, drawn))}, a shard each" if len(drawn) > 1 else f"seed {record.seed}"


def weaker(record: Record) -> str:
    """What the machine could only do in a weaker way, in a sentence; empty where it could do everything."""
    told = record.machine.get("weaker") or ()
    return f"Weaker on this machine: {'; '.join(map(str, told))}." if told else ""


def words_of(pair: PairVerdict) -> tuple[str, str]:
    """The words on outputs and on behaviour that a pair's line shows."""
    if pair.not_run:
        return NOT_RUN, "-"
    return WORDS[pair.outputs], WORDS[pair.behaviour]


def headline_figures(pair: PairVerdict) -> dict[str, Figures]:
    """The headline variant's figures by lane."""
    return {one.lane: one for one in pair.figures if one.variant == pair.headline}


def without_figures(pair: PairVerdict, lane: str) -> str:
    """Why a lane has no figure in a pair's line, in a word."""
    if any(one.lane == lane and one.variant == pair.headline for one in pair.findings):
        return "failed"
    if any(skip.lane in ("", lane) and skip.variant in ("", pair.headline) for skip in pair.skips):
        return "skipped"
    return "-" if pair.timed else "untimed"


def without_ratio(report: Report) -> list[PairVerdict]:
    """The pairs with figures whose lanes' costs are of unlike things."""
    return [pair for pair in report.pairs if pair.unlike and headline_figures(pair)]


def intervals(pair: PairVerdict) -> list[tuple[Figures, Interval]]:
    """The intervals of ratios that a pair's line shows."""
    return [(one, one.ratio_interval) for one in headline_figures(pair).values() if one.ratio_interval]


# Findings: those that say the same of several rows stand together.


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with the rows that it was also seen in."""

    first: Finding
    also: tuple[str, ...]  # rows: `lane (variant)`
    cases: tuple[str, ...]  # empty where the pair ran in one case only

    @property
    def name(self) -> str:
        """Its id, with the cases: `output.sum`, `output.sum · cases default and large`."""
        word = "case" if len(self.cases) == 1 else "cases"
        return f"{self.first.id} · {word} {listed(self.cases)}" if self.cases else self.first.id

    @property
    def sentence(self) -> str:
        """What is wrong; without the last output, where that is shown in full."""
        message = self.first.message
        return message.partition("; its last output: ")[0] + "." if self.last_output else message

    @property
    def last_output(self) -> str:
        """What a failed trial wrote last, if anything."""
        said = self.first.actual
        return said if self.first.id.startswith("trial.") and isinstance(said, str) else ""

    @property
    def values(self) -> list[tuple[str, Any]]:
        """Expected and actual value, where the sentence does not hold them whole."""
        if self.first.id.startswith("trial."):
            return []
        told = [("expected", self.first.expected), ("actual", self.first.actual)]
        missing = [(name, value) for name, value in told if value is not None]
        return [(name, value) for name, value in missing if shown(value, 10**9) not in self.sentence]


def faults_of(pair: PairVerdict, record: PairRecord | None) -> list[Fault]:
    """A pair's findings, grouped."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in pair.findings:
        same = one.message.replace(f"{one.lane} ({one.variant})", "")
        key = (one.id, canonical(one.expected), canonical(one.actual), same)
        groups.setdefault(key, []).append(one)
    several = record is not None and len(record.cases) > 1
    return [_fault(group, several) for group in groups.values()]


def _fault(group: Sequence[Finding], several_cases: bool) -> Fault:
    first = group[0]
    rows = dict.fromkeys(f"{one.lane} ({one.variant})" for one in group)
    cases = tuple(dict.fromkeys(one.case for one in group)) if several_cases else ()
    return Fault(first, tuple(rows)[1:], cases)


def records_by_id(report: Report) -> dict[str, PairRecord]:
    """The pairs' records."""
    return {pair.id: pair for pair in report.record.pairs}


# Divergences and shown values: lanes with the same value stand together.


@dataclass(frozen=True)
class Declared:
    """A declared divergence, with the variants that it was seen in."""

    pair: str
    field: str
    variants: tuple[str, ...]
    values: str
    reason: str  # `, because …`


def declared(report: Report) -> list[Declared]:
    """All declared divergences that were seen, each once a pair; of lanes of a kind that agree the first is named."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for pair in report.pairs:
        for one in pair.divergences:
            values = by_lane(folded(one.values, report.record.lanes))
            key = (pair.id, one.field, values, because(one.because))
            groups.setdefault(key, []).append(one.variant)
    return [
        Declared(pair, field, tuple(dict.fromkeys(variants)), values, reason)
        for (pair, field, values, reason), variants in groups.items()
    ]


def by_lane(values: dict[str, Any], limit: int = 80, joined: Callable[[Sequence[str]], str] = listed) -> str:
    """Values with the lanes that gave them, named as `joined` has it: `python 1; dotnet and pythonnet 2`."""
    lanes: dict[str, list[str]] = {}
    for lane, value in values.items():
        lanes.setdefault(shown(value, limit), []).append(lane)
    return "; ".join(f"{joined(names)} {value}" for value, names in lanes.items())


# What was skipped: grouped until a line says it once.


@dataclass(frozen=True)
class Skipped:
    """Something that was not run, for one reason."""

    what: str
    reason: str


def skipped(report: Report) -> list[Skipped]:
    """Lanes that are not there, then what single pairs left out."""
    absent = {lane.name: lane for lane in report.record.lanes if lane.state != "ready"}
    lines = [Skipped(f"lane {lane.name}", lane.reason) for lane in absent.values()]
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for pair in report.pairs:
        for own, lanes in _by_lanes(skip for skip in pair.skips if skip.lane not in absent).items():
            reason, case, variants = own
            groups.setdefault((reason, lanes), []).append(_left_out(pair.id, variants, case))
    for (reason, lanes), parts in groups.items():
        where = f", in {'lane' if len(lanes) == 1 else 'lanes'} {listed(lanes)}" if any(lanes) else ""
        lines.append(Skipped(f"{', '.join(parts)}{where}", reason))
    return lines


def _by_lanes(skips: Iterable[Skip]) -> dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]]:
    """What one pair left out (reason, case, variants), with the lanes that left it out."""
    variants: dict[tuple[str, str, str], list[str]] = {}
    for skip in skips:
        variants.setdefault((skip.lane, skip.reason, skip.case), []).append(skip.variant)
    lanes: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for (lane, reason, case), names in variants.items():
        lanes.setdefault((reason, case, tuple(dict.fromkeys(names))), []).append(lane)
    return {own: tuple(names) for own, names in lanes.items()}


def _left_out(pair: str, variants: Sequence[str], case: str) -> str:
    told = [*filter(None, variants), *([f"case {case}"] if case else [])]
    return f"{pair} ({', '.join(told)})" if told else pair


# The sum of it all.


@dataclass(frozen=True)
class Counts:
    """How many pairs ended how."""

    agree: int
    differ: int
    incomplete: int
    unclear: int
    skipped: int
    not_run: int
    never_ran: int

    @property
    def total(self) -> int:
        """How many pairs were asked for."""
        return sum(getattr(self, one.name) for one in fields(self))

    def sentence(self) -> str:
        """3 pairs agree, 1 differs, 1 was not run."""
        if not self.total:
            return "no pair was run"
        told = ["1 pair agrees" if self.agree == 1 else f"{self.agree} pairs agree"]
        told += [f"{self.differ} {'differs' if self.differ == 1 else 'differ'}"] if self.differ else []
        told += [f"{self.incomplete} incomplete"] if self.incomplete else []
        told += [f"{self.unclear} unclear"] if self.unclear else []
        told += [f"{self.skipped} skipped"] if self.skipped else []
        told += [f"{self.not_run} not run"] if self.not_run else []
        told += [f"{self.never_ran} never ran"] if self.never_ran else []
        return ", ".join(told)


def counts(report: Report) -> Counts:
    """How many pairs agree, differ and so on; each is counted once."""
    told = [*map(_outcome, report.pairs), *("never ran" for _ in report.never_ran)]
    return Counts(*(told.count(field.name.replace("_", " ")) for field in fields(Counts)))


def _outcome(pair: PairVerdict) -> str:
    if pair.not_run:
        return "not run"
    words = {pair.outputs, pair.behaviour}
    if "differs" in words:
        return "differ"
    if pair.findings:
        return "incomplete"
    if words == {"skipped"}:
        return "skipped"
    return "unclear" if words & {"cannot tell", "skipped"} else "agree"


def told_ratio(value: float | None, interval: Interval | None, unclear: bool) -> str:
    """A ratio with its interval; that it cannot be told where the medians point to the other side; empty for none."""
    if value is None:
        return ""
    bounds = f" ({units.interval(interval.low, interval.high)})" if interval else ""
    return f"{'cannot tell' if unclear else f'{units.ratio(value)}×'}{bounds}"
