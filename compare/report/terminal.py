"""The report on a terminal: a line a pair, then what differs, why, and what was skipped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from compare.diff.whole import Whole
from compare.judge.verdict import Figures, Report
from compare.record.values import shown
from compare.report.cells import TIGHT, UNCLEAR, several_launches
from compare.report.comparisons import LONGEST_SENTENCE, comparisons
from compare.report.console import Ink
from compare.report.digest import (
    QUICK,
    Fault,
    by_lane,
    counts,
    declared,
    faults_of,
    headline_figures,
    ready_lanes,
    records_by_id,
    seeds,
    skipped,
    weaker,
    without_ratio,
    words_of,
)
from compare.report.ending import ending
from compare.report.english import counted, listed
from compare.report.label import lane_label
from compare.report.left_out import left_out
from compare.report.machinery import alike, events_told, machines_told
from compare.report.matrix_table import lanes_table
from compare.report.table import pairs_table
from compare.report.units import seconds
from compare.report.unjudged import unjudged
from compare.text import cut, flowing, for_terminal

if TYPE_CHECKING:
    from rich.console import Console

MOST_FAULTS = 12  # of a pair, unless all are asked for
MOST_OUTPUT = 8  # lines of a failed trial's last output
LONGEST_VALUE = 400
LONGEST_NAME = 80


def render(whole: Whole, console: Console, verbose: bool = False, folder: str = "") -> None:
    """Print a report; its last line says why the run failed, if it did.

    Args:
        whole: a judged record, with what it is held against.
        console: where to; its width, colours and encoding are kept to.
        verbose: also print the values of `shown` fields, and all findings.
        folder: where record and report lie, if they are new.
    """
    ink = Ink(console)
    if whole.report.pairs or not whole.report.record.failures:
        _body(whole, ink, verbose)
    if folder:
        ink.line(f"Record and report: {folder}")
    if said := ending(whole, "ARTEFACT.zip" if os.environ.get("CI") else folder or "RECORD"):
        ink.line((said, "bold red" if whole.counted else "bold yellow"))


def _body(whole: Whole, ink: Ink, verbose: bool) -> None:
    report, console = whole.report, ink.console
    _head(report, ink)
    if report.pairs:
        console.print()
        lines = pairs_table(report, ink)
        for line in lines:
            console.print(line, overflow="fold")
        _legend(report, lines, ink)
        lanes_table(report, ink)
    comparisons(whole, ink, verbose)
    _faults(report, ink, verbose)
    _declared(report, ink)
    _skipped(report, ink)
    _machines(report, ink)
    if verbose:
        _shown(report, ink)
    _summary(whole, ink)


def _head(report: Report, ink: Ink) -> None:
    record = report.record
    facts = [
        counted(len(report.pairs), "pair"),
        *(cut(lane_label(lane), LONGEST_NAME) for lane in ready_lanes(report)),
    ]
    if record.machine.get("cores"):
        facts.append(counted(record.machine["cores"], "core"))
    ink.say(("Parallax", "bold"), "  ", " · ".join([*facts, seeds(record)]))
    if said := left_out(record):
        ink.say(f"{cut(said, LONGEST_SENTENCE)}.")


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
            *_about_unclear(figures),
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
    for pair in without_ratio(report):
        ink.say((f"No ratio of {pair.id}: {flowing(pair.unlike)}", "dim"))
    if figures and report.record.options.get("quick"):
        ink.say((QUICK, "yellow"))
    if said := weaker(report.record):
        ink.say((cut(said, LONGEST_SENTENCE), "yellow"))


def _about_unclear(figures: Sequence[Figures]) -> list[str]:
    there = any(one.ratio_unclear or one.speedup_unclear for one in figures)
    told = f"{UNCLEAR} = cannot tell: the trials, round by round, and the medians point to different sides"
    return [told] if there else []


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


# What is wrong.


def _faults(report: Report, ink: Ink, verbose: bool) -> None:
    wrong = [pair for pair in report.pairs if pair.findings or pair.not_run]
    if not wrong and not report.never_ran:
        return
    ink.heading("What differs, failed or did not run")
    if report.never_ran:
        ink.say("never ran: ", (listed(report.never_ran), "bold red"), indent=2)
    records = records_by_id(report)
    for pair in wrong:
        title = cut(pair.title, LONGEST_NAME) if pair.title != pair.id else ""
        ink.say((cut(pair.id, LONGEST_NAME), "bold red"), "  ", (title, "dim"), indent=2)
        if pair.not_run:
            ink.say("not run: ", cut(pair.not_run, LONGEST_SENTENCE), indent=4)
        faults = faults_of(pair, records.get(pair.id))
        few = faults if verbose else faults[:MOST_FAULTS]
        for fault in few:
            _fault(fault, ink)
        if len(few) < len(faults):
            ink.say(f"… and {len(faults) - len(few)} more; report.md has them all.", indent=4)


def _fault(fault: Fault, ink: Ink) -> None:
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


def _machines(report: Report, ink: Ink) -> None:
    lines, events = list(machines_told(report.record)), events_told(report.record)
    if lines or events:
        ink.heading("Where the pairs ran")
    for name, told in lines:
        ink.say((cut(name, LONGEST_NAME), "bold"), ": ", cut(told, LONGEST_SENTENCE), indent=2)
    if table := alike(report):
        ink.say((f"{table.sentence}.", "bold red" if table.differences else "bold"), indent=2)
        for one in table.differences[:MOST_FAULTS]:
            where = f"{one.pair} {one.where}: " if one.where else f"{one.pair}: "
            ink.say((cut(where, LONGEST_NAME), "red"), cut(one.message, LONGEST_SENTENCE), indent=4)
    for event in events[:MOST_FAULTS]:
        ink.say((f"{cut(event, LONGEST_SENTENCE)}.", "yellow"), indent=2)
    if len(events) > MOST_FAULTS:
        ink.say(f"… and {len(events) - MOST_FAULTS} more; report.md has them all.", indent=2)


def _shown(report: Report, ink: Ink) -> None:
    if not any(pair.shown for pair in report.pairs):
        return
    ink.heading("Shown only, not compared")
    for pair in report.pairs:
        for one in pair.shown:
            where = f" {one.field} ({one.variant}, case {one.case}): "
            ink.say((pair.id, "bold"), where, by_lane(one.values, LONGEST_VALUE), indent=2)


def _summary(whole: Whole, ink: Ink) -> None:
    report = whole.report
    told = counts(report)
    record = report.record
    ink.console.print()
    if not report.pairs:
        ink.say(("No pair was run.", "bold red" if whole.counted else "bold green"))
        return
    seen = len(declared(report))
    parts = [counted(seen, "declared divergence")] if seen else []
    took = f"{seconds(record.wall_ns)}, of which {seconds(record.trials_ns)} in trials"
    parts += [took] if record.wall_ns else []
    parts += unjudged(report.pairs)
    style = "bold red" if whole.counted else "bold yellow" if told.agree < told.total else "bold green"
    ink.say((told.sentence() + ".", style), *(f"  {part[0].upper()}{part[1:]}." for part in parts))
