"""What the page's first screen shows: the verdict, and a line a pair. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from compare.diff.baseline import changes_of
from compare.diff.whole import Whole
from compare.judge.verdict import PairVerdict, Report
from compare.record.nouns import PairRecord
from compare.report import changes, units
from compare.report.api import CallRow, calls
from compare.report.digest import (
    QUICK,
    commits,
    counts,
    headline_figures,
    ready_lanes,
    records_by_id,
    skipped,
    told_ratio,
    weaker,
)
from compare.report.ending import ending
from compare.report.label import crossing, lane_label, traits
from compare.report.left_out import left_out, title
from compare.report.machinery import Alike, alike, events_told, machines_told
from compare.report.matrix import LaneMatrix, matrix
from compare.report.unjudged import unjudged
from compare.text import flowing

WORDS = {
    "agrees": "agree",
    "declared divergence": "differ by design",
    "differs": "DIFFER",
    "cannot tell": "unclear",
    "skipped": "skipped",
}
FACTS = ("version", "implementation", "gil", "processors", "pool_min_threads", "runtime")
MACHINE = ("system", "release", "architecture", "processor", "cores", "load")  # and no name


@dataclass(frozen=True)
class QuestionRow:
    """A pair's line in the table of the first screen."""

    id: str
    chapter: str
    title: str
    question: str
    state: str  # fails | unclear | design | agrees | skipped
    outputs: str
    behaviour: str
    reason: str  # the first declared reason, or what is wrong
    times: tuple[str, ...]
    lanes: tuple[str, ...]
    searched: str

    @property
    def failed(self) -> bool:
        """Whether it stands before all others."""
        return self.state == "fails"


@dataclass(frozen=True)
class Changed:
    """What the run is held against, and what is otherwise."""

    title: str
    sentence: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FirstScreen:
    """All that stands on the page beside the pairs' own parts."""

    sentence: str
    ending: str
    good: bool
    lanes: tuple[str, ...]
    labels: tuple[str, ...]
    chapters: tuple[str, ...]
    rows: tuple[QuestionRow, ...]
    never_ran: tuple[str, ...]
    changed: tuple[Changed, ...]
    notes: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    foot: tuple[tuple[str, str], ...] = field(default=())
    quick: str = ""
    calls: tuple[CallRow, ...] = ()
    matrix: LaneMatrix | None = None
    machines: Alike | None = None


def first_screen(whole: Whole) -> FirstScreen:
    """The first screen of a judged record, its failures first.

    Args:
        whole: a judged record, with what it is held against.
    """
    report = whole.report
    records = records_by_id(report)
    told = [*unjudged(report.pairs), *events_told(report.record)]
    rows = [_listed(pair, records.get(pair.id)) for pair in report.pairs]
    rows.sort(
        key=lambda row: ("fails", "unclear").index(row.state) if row.state in ("fails", "unclear") else 2
    )
    return FirstScreen(
        sentence=counts(report).sentence(),
        ending=ending(whole),
        good=not whole.counted,
        lanes=tuple(lane.name for lane in ready_lanes(report)),
        labels=tuple(lane_label(lane) for lane in ready_lanes(report)),
        chapters=tuple(dict.fromkeys(row.chapter for row in rows if row.chapter)),
        rows=tuple(rows),
        never_ran=report.never_ran,
        changed=tuple(_changed(whole)),
        notes=tuple(filter(None, [*map("{}.".format, told), weaker(report.record)])),
        skipped=tuple((one.what, one.reason) for one in skipped(report)),
        foot=tuple(_foot(report)),
        matrix=matrix(report),
        machines=alike(report),
        calls=calls(pair.contract for pair in report.record.pairs),
        quick=QUICK if report.record.options.get("quick") else "",
    )


def _listed(pair: PairVerdict, record: PairRecord | None) -> QuestionRow:
    contract = record.contract if record else {}
    question = flowing(contract.get("question", ""))
    ran = dict.fromkeys(trial.lane for trial in record.trials) if record else {}
    words = [pair.id, pair.title, question, *contract.get("asked", ()), *contract.get("terms", ())]
    words += [call for key in ("api", "api_unlike") for row in contract.get(key, ()) for call in row[:2]]
    return QuestionRow(
        *(pair.id, pair.chapter, pair.title, question or pair.title, _state(pair)),
        outputs="not run" if pair.not_run else WORDS[pair.outputs],
        behaviour="not run" if pair.not_run else WORDS[pair.behaviour],
        reason=_reason(pair),
        times=tuple(_times(pair)),
        lanes=tuple(ran),
        searched=" ".join(flowing(str(word)).casefold() for word in words),
    )


def _state(pair: PairVerdict) -> str:
    words = {pair.outputs, pair.behaviour}
    if pair.not_run or pair.findings or "differs" in words:
        return "fails"
    if words == {"skipped"}:
        return "skipped"
    if words & {"cannot tell", "skipped"}:
        return "unclear"
    return "design" if pair.divergences else "agrees"


def _reason(pair: PairVerdict) -> str:
    if pair.not_run:
        return pair.not_run
    if pair.findings:
        return pair.findings[0].message
    return flowing(pair.divergences[0].because) if pair.divergences else ""


def _times(pair: PairVerdict) -> Iterator[str]:
    """Each lane's time, and its ratio to lane python where one means something.

    Those that are held against another of their kind have a table of their own.
    """
    figures = headline_figures(pair)
    for lane, one in figures.items():
        if one.base:
            continue
        told = f"{lane} {units.duration(one.median_ns)}"
        if one.ratio is not None:
            ratio = told_ratio(one.ratio, None, one.ratio_unclear)
            told += f", ratio {ratio}" if one.ratio_unclear else f", {ratio} python's"
        yield told
    if not figures and not pair.timed:
        yield "not timed"
    if figures and pair.unlike:
        yield f"no ratio: {flowing(pair.unlike)}"


def _changed(whole: Whole) -> Iterator[Changed]:
    """What the page leads with, where the run is held against something."""
    if held := whole.report.record.since:
        yield Changed(title(held), f"{left_out(whole.report.record).removeprefix(f'{title(held)}: ')}.")
    if whole.against:
        notes = [*changes.notes(whole.against)]
        notes += [f"{pair} {one.id}: {one.message}" for pair, one in whole.against.findings]
        rows = tuple(changes.cells(row) for row in changes.rows(whole.against))
        told = f"{changes.sentence(whole.against)}."
        yield Changed(changes.title(whole.against), told, changes.HEADS, rows, tuple(notes))
    if whole.baseline:
        what = "the older record" if whole.older else "the baseline"
        few = tuple(
            (one.pair, one.kind, one.message, "; ".join(filter(None, one.where)))
            for one in changes_of(whole.differences)
        )
        told = f"{len(few)} not as it says." if few else "Outputs, behaviour and rows are as it says."
        yield Changed(f"Against {what}", told, ("pair", "kind", "what", "where") if few else (), few)


def _foot(report: Report) -> Iterator[tuple[str, str]]:
    """How it was measured: versions, machine, seed, options."""
    record = report.record
    yield "Parallax", record.tool
    yield "Started", record.started
    yield "Took", f"{units.seconds(record.wall_ns)}, of which {units.seconds(record.trials_ns)} in trials"
    yield "Seed", str(record.seed)
    yield "Commit", commits(record)
    machine = [f"{key} {record.machine[key]}" for key in MACHINE if record.machine.get(key) not in (None, "")]
    yield from (("Machine", f"{name}: {told}") for name, told in machines_told(record))
    yield "Started on" if record.machine.get("shards") else "Machine", ", ".join(machine)
    for lane in record.lanes:
        yield "Lane", f"{lane.name}: {_of_lane(lane.facts, lane.state, lane.reason)}"
    if told := [f"{key} {_of_option(value)}" for key, value in record.asked.items()]:
        yield "Options", "; ".join(told)


def _of_option(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _of_lane(facts: dict[str, Any], state: str, reason: str) -> str:
    if state != "ready":
        return f"{state}: {reason}"
    told = [f"{key} {facts[key]}" for key in FACTS if facts.get(key) is not None]
    collector = ["workstation GC"] if facts.get("workstation") else []
    return ", ".join([*told, *collector, *traits(facts), *crossing(facts)])
