"""The report on a terminal: a line a pair, then what differs, why, and what was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from compare.diff.against import Against
from compare.diff.whole import Whole
from compare.judge.values import shown
from compare.judge.verdict import PairVerdict, Report
from compare.report import changes
from compare.report.cells import TIGHT, several_launches
from compare.report.console import Ink, pad
from compare.report.digest import (
    QUICK,
    Fault,
    by_lane,
    counts,
    declared,
    faults_of,
    headline_figures,
    lane_label,
    ready_lanes,
    records_by_id,
    skipped,
    words_of,
)
from compare.report.english import counted, listed
from compare.report.table import pairs_table
from compare.report.text import cut, for_terminal
from compare.report.units import duration, ratio, seconds

if TYPE_CHECKING:
    from rich.console import Console

MOST_FAULTS = 12  # of a pair, unless all are asked for
MOST_ROWS = 40  # of a comparison with a base, before those that are fine are only counted
MOST_OUTPUT = 8  # lines of a failed trial's last output
LONGEST_VALUE = 400
LONGEST_SENTENCE = 1000
LONGEST_NAME = 80


def render(whole: Whole, console: Console, verbose: bool = False) -> None:
    """Print a report.

    Args:
        whole: a judged record, with what it is held against.
        console: where to; its width, colours and encoding are kept to.
        verbose: also print the values of `shown` fields, and all findings.
    """
    ink = Ink(console)
    report = whole.report
    _head(report, ink)
    if report.pairs:
        console.print()
        lines = pairs_table(report, ink)
        for line in lines:
            console.print(line, overflow="fold")
        _legend(report, lines, ink)
    if whole.against:
        _against(whole.against, ink, verbose)
    _differences(whole, ink, verbose)
    _older(whole, ink)
    _faults(report, ink, verbose)
    _declared(report, ink)
    _skipped(report, ink)
    if verbose:
        _shown(report, ink)
    _summary(report, ink)


def _head(report: Report, ink: Ink) -> None:
    record = report.record
    facts = [
        counted(len(report.pairs), "pair"),
        *(cut(lane_label(lane), LONGEST_NAME) for lane in ready_lanes(report)),
    ]
    if record.machine.get("cores"):
        facts.append(counted(record.machine["cores"], "core"))
    ink.say(("Parallax", "bold"), "  ", " · ".join([*facts, f"seed {record.seed}"]))
    if record.interrupted:
        ink.say(("Interrupted: only what had been run until then is shown.", "bold yellow"))


# How to read the table.

_WORDS = {
    "declared": "declared = differs as its contract says, see below",
    "unclear": "unclear = nothing to compare with, or not everything was seen",
    "failed": "failed = no figures, see below",
    "untimed": "untimed = time says nothing here, its contract has no trials for it",
}


def _short_words(report: Report, lines: Sequence[Text]) -> list[str]:
    """What the short words of a tight table mean, where there is one."""
    if not lines or " out " not in lines[1].plain:
        return []
    words = {word for pair in report.pairs for word in words_of(pair)}
    return [f"{short} = {word}" for word, short in TIGHT.items() if word in words]


def _legend(report: Report, lines: Sequence[Text], ink: Ink) -> None:
    figures = [one for pair in report.pairs for one in headline_figures(pair).values()]
    words = {word for pair in report.pairs for word in words_of(pair)}
    words |= {"untimed"} if any(not pair.timed and not pair.not_run for pair in report.pairs) else set()
    told = [*_short_words(report, lines), *(text for word, text in _WORDS.items() if word in words)]
    ink.console.print()
    if figures:
        told = [
            "median = one call of the pair's headline variant",
            "± = spread of its trials",
            *(["ratio = time over python's, below 1 is faster"] if any(one.ratio for one in figures) else []),
            *_about_intervals(report),
            *(
                ["gain = speed-up against the lane's own reference variant (ref)"]
                if _has_gain(report)
                else []
            ),
            *told,
        ]
    if told:
        ink.say((f"How to read it: {'; '.join(told)}.", "dim"))
    if figures and report.record.options.get("quick"):
        ink.say((QUICK, "yellow"))


def _about_intervals(report: Report) -> list[str]:
    intervals = [one.ratio_interval for pair in report.pairs for one in headline_figures(pair).values()]
    level = next((one.level for one in intervals if one), None)
    if level is None:
        return []
    several = several_launches(report)
    origin = {
        True: "",
        False: ", from one launch of each worker",
        None: " (* from one launch of its worker)",
    }[several]
    return [f"interval = the ratio's {level:.0%} confidence interval{origin}"]


def _has_gain(report: Report) -> bool:
    return any(one.speedup is not None for pair in report.pairs for one in headline_figures(pair).values())


# Baseline, and base and head.


def _differences(whole: Whole, ink: Ink, verbose: bool) -> None:
    if not whole.baseline:
        return
    ink.heading(f"Against {'the older record' if whole.older else 'the baseline'} {whole.baseline}")
    few = whole.differences if verbose else whole.differences[:MOST_ROWS]
    for one in few:
        where = f" {one.where}" if one.where else ""
        ink.say((one.pair, "bold red"), f"{where} {one.kind}: ", cut(one.message, LONGEST_SENTENCE), indent=2)
    if len(few) < len(whole.differences):
        ink.say(f"… and {len(whole.differences) - len(few)} more; report.md has them all.", indent=2)
    if not whole.differences:
        ink.say("Outputs, behaviour, divergences and rows are as it says.", indent=2)


def _against(against: Against, ink: Ink, verbose: bool) -> None:
    ink.heading(changes.title(against))
    rows = changes.rows(against)
    few = [row for row in rows if verbose or len(rows) <= MOST_ROWS or row.word not in changes.GOOD]
    lines = [changes.HEADS, *map(changes.cells, few)]
    dropped = (
        4 if _wide(lines, range(7)) > ink.width else None
    )  # the bounds are what a narrow terminal can spare
    columns = [number for number in range(7) if number != dropped]
    if _wide(lines, columns) > ink.width:
        columns = [0, 3, 6]
    widths = {number: max(cell_len(line[number]) for line in lines) for number in columns}
    for line in lines:
        last = columns[-1]
        parts = [pad(ink.plain(line[one]), widths[one], right=0 < one < last) for one in columns]
        style = "dim" if line is changes.HEADS else "" if line[6] in changes.GOOD else "bold red"
        text = Text("  ".join(parts).rstrip(), style)
        for piece in text.wrap(ink.console, ink.width, overflow="fold"):
            ink.console.print(piece, overflow="fold")
    if len(few) < len(rows):
        ink.say(f"… and {len(rows) - len(few)} rows that are the same, faster or new; --verbose shows them.")
    ink.console.print()
    ink.say((f"How to read it: {changes.LEGEND}.", "dim"))
    for note in changes.notes(against):
        ink.say(cut(note, LONGEST_SENTENCE), indent=2)
    for pair, finding in against.findings:
        ink.say((pair, "bold red"), f" {finding.id}: ", cut(finding.message, LONGEST_SENTENCE), indent=2)
    ink.say((f"{changes.sentence(against)}.", "bold"))


def _older(whole: Whole, ink: Ink) -> None:
    """The headline's times in an older record beside these: another run's, so they are shown and never gated."""
    if whole.older is None:
        return
    names = [report.record.machine.get("name") or "a machine" for report in (whole.older, whole.report)]
    ink.heading(f"Times, shown only: {names[0]}, then {names[1]}")
    before = {pair.id: headline_figures(pair) for pair in whole.older.pairs}
    for pair in whole.report.pairs:
        told = []
        for lane, now in headline_figures(pair).items():
            if then := before.get(pair.id, {}).get(lane):
                change = f"{duration(then.median_ns)} → {duration(now.median_ns)}"
                told.append(f"{lane} {change} ({ratio(now.median_ns / then.median_ns)}×)")
        if told:
            ink.say((pair.id, "bold"), f"  {', '.join(told)}", indent=2)


def _wide(lines: Sequence[Sequence[str]], columns: Sequence[int]) -> int:
    return sum(max(cell_len(line[one]) for line in lines) + 2 for one in columns) - 2


# What is wrong.


def _faults(report: Report, ink: Ink, verbose: bool) -> None:
    wrong = [pair for pair in report.pairs if pair.findings or pair.not_run]
    if not wrong:
        return
    ink.heading("What differs, failed or did not run")
    records = records_by_id(report)
    for pair in wrong:
        title = cut(pair.title, LONGEST_NAME) if pair.title != pair.id else ""
        ink.say((cut(pair.id, LONGEST_NAME), "bold red"), "  ", (title, "dim"), indent=2)
        if pair.not_run:
            ink.say("not run: ", cut(pair.not_run, LONGEST_SENTENCE), indent=4)
        faults = faults_of(pair, records.get(pair.id))
        few = faults if verbose else faults[:MOST_FAULTS]
        for fault in few:
            _fault(fault, pair, ink)
        if len(few) < len(faults):
            ink.say(f"… and {len(faults) - len(few)} more; report.md has them all.", indent=4)


def _fault(fault: Fault, pair: PairVerdict, ink: Ink) -> None:
    ink.say((cut(fault.name, LONGEST_NAME), "red"), "  ", cut(fault.sentence, LONGEST_SENTENCE), indent=4)
    if fault.also:
        ink.say("the same in ", listed(fault.also), indent=6)
    for name, value in fault.values:
        ink.say((f"{name:8} ", "dim"), shown(value, LONGEST_VALUE), indent=6, hang=9)
    if fault.last_output:
        _output(fault.last_output, ink)


def _output(text: str, ink: Ink) -> None:
    lines = for_terminal(text, keep_lines=True).splitlines()
    left_out = len(lines) - MOST_OUTPUT
    before = f" ({counted(left_out, 'line')} before it: see report.md)" if left_out > 0 else ""
    ink.say((f"its last output{before}", "dim"), indent=6)
    for line in lines[-MOST_OUTPUT:]:
        ink.say(("│ ", "dim"), line, indent=6)


# What is right, and what was left out.


def _declared(report: Report, ink: Ink) -> None:
    divergences = declared(report)
    if not divergences:
        return
    ink.heading("Declared divergences, seen as declared")
    for one in divergences:
        variants = f" ({', '.join(one.variants)})"
        ink.say((one.pair, "bold"), f" {one.field}{variants}: ", (one.values, "cyan"), one.reason, indent=2)


def _skipped(report: Report, ink: Ink) -> None:
    lines = skipped(report)
    if not lines:
        return
    ink.heading("Skipped")
    for one in lines:
        reason = one.reason or "no reason was given"
        ink.say((cut(one.what, LONGEST_SENTENCE), "bold"), ": ", cut(reason, LONGEST_SENTENCE), indent=2)


def _shown(report: Report, ink: Ink) -> None:
    if not any(pair.shown for pair in report.pairs):
        return
    ink.heading("Shown only, not compared")
    for pair in report.pairs:
        for one in pair.shown:
            where = f" {one.field} ({one.variant}, case {one.case}): "
            ink.say((pair.id, "bold"), where, by_lane(one.values, LONGEST_VALUE), indent=2)


def _summary(report: Report, ink: Ink) -> None:
    told = counts(report)
    record = report.record
    ink.console.print()
    if not report.pairs:
        ink.say(("No pair was run.", "bold red"))
        return
    seen = len(declared(report))
    parts = [counted(seen, "declared divergence")] if seen else []
    took = f"{seconds(record.wall_ns)}, of which {seconds(record.trials_ns)} in trials"
    parts += [took] if record.wall_ns else []
    style = "bold green" if told.good else "bold red"
    ink.say((told.sentence() + ".", style), *(f"  {part[0].upper()}{part[1:]}." for part in parts))
