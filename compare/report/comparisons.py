"""What a run is held against, on a terminal: its base, a baseline, an older record."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from compare.diff.baseline import changes_of
from compare.diff.whole import Whole
from compare.diff.with_base import Against
from compare.report import changes
from compare.report.console import Ink, pad
from compare.report.digest import headline_figures
from compare.report.units import duration, ratio
from compare.text import cut

MOST_ROWS = 40  # before those that are fine are only counted
LONGEST_SENTENCE = 1000


def comparisons(whole: Whole, ink: Ink, verbose: bool) -> None:
    """Print each that there is."""
    if whole.against:
        _against(whole.against, ink, verbose)
    _differences(whole, ink, verbose)
    _older(whole, ink)


def _differences(whole: Whole, ink: Ink, verbose: bool) -> None:
    if not whole.baseline:
        return
    ink.heading(f"Against {'the older record' if whole.older else 'the baseline'} {whole.baseline}")
    told = changes_of(whole.differences)
    few = told if verbose else told[:MOST_ROWS]
    for one in few:
        ink.say((one.pair, "bold red"), cut(str(one).removeprefix(one.pair), LONGEST_SENTENCE), indent=2)
    if len(few) < len(told):
        ink.say(f"… and {len(told) - len(few)} more; report.md has them all.", indent=2)
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
    styles = ["dim", *("" if row.word in changes.GOOD else "bold red" for row in few)]
    for line, style in zip(lines, styles, strict=True):
        last = columns[-1]
        parts = [pad(ink.plain(line[one]), widths[one], right=0 < one < last) for one in columns]
        text = Text("  ".join(parts).rstrip(), style)
        for piece in text.wrap(ink.console, ink.width, overflow="fold"):
            ink.console.print(piece, overflow="fold")
    if len(few) < len(rows):
        ink.say(
            f"… and {len(rows) - len(few)} rows with no change that is told, faster or new; --verbose shows them."
        )
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
