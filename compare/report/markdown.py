"""The report as Markdown: `report.md`, and a CI job's summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from compare.diff.baseline import changes_of
from compare.diff.whole import Whole
from compare.diff.with_base import Against
from compare.judge.verdict import Figures, PairVerdict, Report
from compare.record.values import shown
from compare.report import changes, units
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
    told_ratio,
    weaker,
    without_figures,
    without_ratio,
    words_of,
)
from compare.report.ending import ending
from compare.report.label import lane_label
from compare.report.left_out import left_out
from compare.report.machinery import alike, events_told, machines_told
from compare.report.matrix import LEGEND, TITLE, LaneMatrix, matrix
from compare.report.sections import FOLDED, Section, fold, inert, table_head, table_row
from compare.report.unjudged import unjudged
from compare.text import cut, markdown_block

LIMIT = 900 * 1024  # bytes; GitHub takes a summary of 1 MiB
COMMENT = 60_000  # bytes; it takes a comment of 65,536 characters
LONGEST_VALUE = 4_000
LONGEST_OUTPUT = 8_000
LONGEST_NAME = 80


def markdown(whole: Whole, limit: int = LIMIT) -> str:
    """The report as Markdown, with what is wrong first.

    Args:
        whole: a judged record, with what it is held against.
        limit: the most bytes; what is cut is said where it was.

    Returns:
        the text; nothing of an example is markup in it.
    """
    report = whole.report
    sections = [*_changes(whole.against)] if whole.against else []
    sections += [_baseline(whole)] if whole.differences else []
    sections += [one for one in _sections(report) if one.entries]
    head = _head(whole)
    return head + "".join(_fitted(sections, limit - len(head.encode())))


def _sections(report: Report) -> Iterator[Section]:
    never_ran = tuple(f"- {inert(one)}\n" for one in report.never_ran)
    yield Section(-5, 0.3, "\n## Never ran: the run ended before them\n\n", never_ran)
    yield Section(0, 0.5, "\n## What differs, failed or did not run\n\n", tuple(_wrong(report)))
    yield from _alike(report)
    yield Section(1, 0.3, *_pairs(report))
    if beside := matrix(report):
        yield Section(7, 0.2, *_lanes(beside))
    yield Section(2, 0.2, "\n## Declared divergences, seen as declared\n\n", tuple(_declared(report)))
    yield Section(3, 0.2, "\n## Skipped\n\n", tuple(_skipped(report)))
    yield Section(5, 0.5, *_figures(report))
    yield Section(6, 0.3, fold("Values that are shown only, not compared"), tuple(_shown(report)), FOLDED)
    yield Section(4, 0.1, fold("Environment"), tuple(_environment(report)), FOLDED)


def _baseline(whole: Whole) -> Section:
    told = tuple(
        f"- **{inert(one.pair)}**{inert(str(one).removeprefix(one.pair))}\n"
        for one in changes_of(whole.differences)
    )
    return Section(-4, 0.3, f"\n## Not as the baseline {inert(whole.baseline)} says\n\n", told)


def _alike(report: Report) -> Iterator[Section]:
    """Pair by machine."""
    table = alike(report)
    if not table:
        return
    told = "".join(
        f"- **{inert(one.pair)}** {inert(one.where)}: {inert(one.message)}\n" for one in table.differences
    )
    heads = ["pair", *(f"{name} ({' · '.join(what)})" for name, what in table.machines)]
    rows = ((pair, *map(" / ".join, cells)) for pair, cells in table.rows)
    above = (
        f"\n## On several machines: {inert(table.sentence)}\n\n{told}\n{table_head(heads, left=len(heads))}"
    )
    yield Section(0.5, 0.3, above, tuple(map(table_row, rows)))


def _changes(against: Against) -> Iterator[Section]:
    rows = changes.rows(against)
    told = [f"- {inert(note)}\n" for note in changes.notes(against)]
    told += [f"- **{inert(pair)}** {inert(one.id)}: {inert(one.message)}\n" for pair, one in against.findings]
    heads = table_head(list(changes.HEADS), left=1)
    red = tuple(table_row(changes.cells(row)) for row in rows if row.word not in changes.GOOD)
    good = tuple(table_row(changes.cells(row)) for row in rows if row.word in changes.GOOD)
    above = f"\n## {inert(changes.title(against))}: {inert(changes.sentence(against))}\n\n"
    yield Section(-3, 0.4, above + (heads if red else ""), red)
    yield Section(-2, 0.3, "\n", tuple(told))
    yield Section(
        -1, 0.3, fold(f"{len(good)} rows with no change that is told, faster or new") + heads, good, FOLDED
    )


def _fitted(sections: list[Section], limit: int) -> Iterator[str]:
    """The sections' texts in their order, with entries left out as the limit demands."""
    left = limit - sum(len((one.above + one.below).encode()) + 120 for one in sections)
    texts = {}
    for section in sorted(sections, key=lambda one: one.rank):
        room = min(left, int(limit * section.share))
        kept = []
        for entry in section.entries:
            size = len(entry.encode())
            if size > room:
                break
            room, left = room - size, left - size
            kept.append(entry)
        missing = len(section.entries) - len(kept)
        note = f"\n… {missing} more cut here; record.json has everything.\n"
        texts[section.rank] = section.above + "".join(kept) + (note if missing else "") + section.below
    return (texts[section.rank] for section in sections)


def _head(whole: Whole) -> str:
    report = whole.report
    record = report.record
    lanes = ", ".join(inert(cut(lane_label(lane), LONGEST_NAME)) for lane in ready_lanes(report)) or "none"
    told = [f"# Parallax: {counts(report).sentence()}\n\n"]
    told += [f"{inert(sentence)}.\n\n" for sentence in unjudged(report.pairs)]
    told += [f"{inert(said)}.\n\n"] if (said := left_out(record)) else []
    if said := ending(whole):
        told.append(f"**{inert(said)}**\n\n")
    took = f"{units.seconds(record.wall_ns)}, of which {units.seconds(record.trials_ns)} in trials"
    told.append(f"Lanes: {lanes}. Started {inert(record.started)}, took {took}; {inert(seeds(record))}.\n")
    notes = [QUICK] if record.options.get("quick") else []
    notes += [f"{one}." for one in events_told(record)]
    told += [f"\n{inert(one)}\n" for one in (*notes, weaker(record)) if one]
    return "".join(told)


# What is wrong.


def _wrong(report: Report) -> Iterator[str]:
    records = records_by_id(report)
    for pair in report.pairs:
        heading = f"### {inert(pair.id)}: {inert(pair.title)}\n\n"
        if pair.not_run:
            yield f"{heading}- **not run**: {inert(pair.not_run)}\n\n"
        for number, fault in enumerate(faults_of(pair, records.get(pair.id))):
            yield (heading if number == 0 and not pair.not_run else "") + _fault(fault)


def _fault(fault: Fault) -> str:
    told = f"- **{inert(fault.name)}**: {inert(fault.sentence)}\n"
    if fault.also:
        told += f"  The same in {inert(', '.join(fault.also))}.\n"
    for name, value in fault.values:
        told += _details(f"{name} value", shown(value, LONGEST_VALUE))
    if fault.last_output:
        told += _details("its last output", fault.last_output[-LONGEST_OUTPUT:])
    return told + "\n"


def _details(title: str, text: str) -> str:
    block = "\n".join(f"  {line}" for line in markdown_block(text).split("\n"))
    return f"\n  <details><summary>{title}</summary>\n\n{block}\n\n  </details>\n"


# Tables.


def _pairs(report: Report) -> tuple[str, tuple[str, ...]]:
    lanes = [lane.name for lane in ready_lanes(report)]
    heads = ["pair", "outputs", "behaviour", "variant"]
    for lane in lanes:
        heads += [cut(lane, LONGEST_NAME), *(["ratio to python"] if lane != "python" else [])]
    above = "\n## Pairs\n\nMedian of one call of the headline variant, ± the spread of its trials; the "
    above += "ratio is that of the times, below 1 is faster than lane python, with its confidence interval; "
    above += "“cannot tell” where it and the medians point to different sides.\n\n"
    above += "".join(f"No ratio of {inert(one.id)}: {inert(one.unlike)}\n\n" for one in without_ratio(report))
    rows = tuple(table_row([*_pair_cells(pair, lanes)]) for pair in report.pairs)
    return above + table_head(heads, left=4), rows


def _pair_cells(pair: PairVerdict, lanes: Iterable[str]) -> Iterator[str]:
    figures = headline_figures(pair)
    yield from (pair.id, *words_of(pair), pair.headline)
    for lane in lanes:
        one = figures.get(lane)
        time = f"{units.duration(one.median_ns)} ± {units.percent(one.spread)}" if one else ""
        yield time or without_figures(pair, lane)
        if lane != "python":
            yield told_ratio(one.ratio, one.ratio_interval, one.ratio_unclear) if one else ""


def _lanes(beside: LaneMatrix) -> tuple[str, tuple[str, ...]]:
    told = "".join(f"- {inert(one)}\n" for one in beside.sentences)
    heads, *rows = beside.as_text()
    above = f"\n## {TITLE}\n\n{told}\n{'; '.join(LEGEND)}.\n\n{table_head(heads, left=len(heads))}"
    return above, tuple(map(table_row, rows))


def _figures(report: Report) -> tuple[str, tuple[str, ...], str]:
    heads = ["pair", "variant", "lane", "median", "spread", "trials", "launches"]
    heads += ["first call", "warm-up calls", "CPU / wall", "peak memory", "ratio", "speed-up"]
    above = fold("Figures of all variants")
    above += "The speed-up is against the same lane's reference variant; intervals stand in parentheses. "
    above += "Those from one launch do not hold what varies between launches.\n\n"
    rows = tuple(
        table_row([pair.id, *_figure_cells(one, pair)]) for pair in report.pairs for one in pair.figures
    )
    return above + table_head(heads, left=3), rows, FOLDED


def _figure_cells(one: Figures, pair: PairVerdict) -> Iterator[str]:
    yield from (one.variant, one.lane, units.duration(one.median_ns), units.percent(one.spread))
    yield from (str(one.samples), str(one.launches))
    yield units.duration(one.first_ns) if one.first_ns is not None else ""
    yield str(one.warm_calls) if one.warm_calls is not None else ""
    yield f"{one.cpu_ratio:.2f}" if one.cpu_ratio is not None else ""
    yield units.memory(one.peak_bytes) if one.peak_bytes is not None else ""
    yield told_ratio(one.ratio, one.ratio_interval, one.ratio_unclear)
    yield (
        "reference"
        if one.variant == pair.reference
        else told_ratio(one.speedup, one.speedup_interval, one.speedup_unclear)
    )


# Lists.


def _declared(report: Report) -> Iterator[str]:
    for one in declared(report):
        where = inert(f"{one.field} ({', '.join(one.variants)})")
        yield f"- **{inert(one.pair)}** {where}: {inert(one.values)}{inert(one.reason)}\n"


def _skipped(report: Report) -> Iterator[str]:
    for one in skipped(report):
        yield f"- {inert(one.what)}: {inert(one.reason)}\n"


def _shown(report: Report) -> Iterator[str]:
    for pair in report.pairs:
        for one in pair.shown:
            values = inert(by_lane(one.values, LONGEST_VALUE))
            where = f"{inert(one.field)} ({inert(one.variant)}, case {inert(one.case)})"
            yield f"- **{inert(pair.id)}** {where}: {values}\n"


def _environment(report: Report) -> Iterator[str]:
    record = report.record
    yield f"- Parallax {inert(record.tool)}, record schema {record.schema}\n"
    yield from (f"- machine {inert(name)}: {inert(told)}\n" for name, told in machines_told(record))
    for name, value in record.machine.items():
        yield f"- {inert(name)}: {inert(_plain(value))}\n"
    for lane in record.lanes:
        facts = ", ".join(f"{key} {_plain(value)}" for key, value in lane.facts.items()) or lane.reason
        yield f"- lane {inert(lane.name)} ({lane.kind}, {lane.state}): {inert(facts)}\n"
    for name, value in record.asked.items():
        yield f"- option {inert(name)}: {inert(_plain(value))}\n"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
