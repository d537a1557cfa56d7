"""The terminal's table of pairs: the fullest of its layouts that fits.

- wide: a line a pair, with every figure (from 120 columns);
- double: medians and ratios in a pair's line, the other figures below them (80 columns);
- stacked: a line a lane (narrow terminals, or many kinds of lanes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from compare.judge.likeness import base_of
from compare.judge.verdict import Report
from compare.report.cells import KINDS, Cell, Form, Line, lines_of
from compare.report.columns import STYLES, Columns
from compare.report.console import Ink, pad
from compare.report.digest import ready_lanes

WIDE = 120
NARROWEST_DOUBLE = 72
TIGHT_FORM = Form(True, 1, tight=True)
FORMS = (Form(False, 4, 2), Form(False, 3, 2), Form(False, 3), Form(False, 2), Form(True, 2), Form(True, 1))


def pairs_table(report: Report, ink: Ink) -> list[Text]:
    """The table's lines, none wider than the console.

    Where all lanes do not fit, only the first of each kind are in it: the others stand beside them in a table of
    their own.
    """
    lanes = [lane.name for lane in ready_lanes(report)]
    first = [name for name in lanes if base_of(report.record.lanes, name) == name]
    for some in [lanes, first] if len(first) < len(lanes) else [lanes]:
        if table := _in_columns(report, ink, some):
            return table
    return list(_stacked(lines_of(report, ink, FORMS[0], lanes), ink))


def _in_columns(report: Report, ink: Ink, lanes: Sequence[str]) -> list[Text]:
    """The fullest layout with columns that fits, or nothing."""
    tables = [Columns(lines_of(report, ink, form, lanes), ink, form) for form in FORMS]
    if ink.width >= WIDE:
        for table in tables:
            for with_variant in (True, False):
                if table.wide_width(with_variant) <= ink.width:
                    return table.wide(with_variant)
    for table in tables:
        if table.double_width() <= ink.width:
            return table.double()
    tight = Columns(lines_of(report, ink, TIGHT_FORM, lanes), ink, TIGHT_FORM)
    return tight.double() if ink.width >= NARROWEST_DOUBLE and tight.fitted(ink.width) else []


def _stacked(lines: Sequence[Line], ink: Ink) -> Iterator[Text]:
    names = max((cell_len(lane) for line in lines for lane in line.cells), default=0)
    widths = _widths(lines, ink)
    aligned = 4 + names + sum(2 + width for width in widths.values()) <= ink.width
    for line in lines:
        yield from _wrapped(Text(line.name, "bold"), ink)
        words = Text("  outputs ").append(line.outputs, STYLES.get(line.outputs, ""))
        words.append(", behaviour ").append(line.behaviour, STYLES.get(line.behaviour, ""))
        yield from _wrapped(words, ink)
        for lane, cell in line.cells.items():
            parts = [
                pad(_in_words(*one, ink), widths[one[0]] if aligned else 0) for one in _all(cell, aligned)
            ]
            if cell.figures or cell.word:
                yield from _flowed([f"  {pad(lane, names)}", *(parts or [cell.word])], ink)


def _all(cell: Cell, aligned: bool) -> list[tuple[str, str]]:
    """A cell's figures; with empty ones in between where they are to stand in columns."""
    if not (aligned and cell.figures):
        return list(cell.figures.items())
    return [(kind, cell.figures.get(kind, "")) for kind in KINDS]


def _widths(lines: Sequence[Line], ink: Ink) -> dict[str, int]:
    figures = [cell.figures for line in lines for cell in line.cells.values()]
    return {
        kind: max((cell_len(_in_words(kind, one.get(kind, ""), ink)) for one in figures), default=0)
        for kind in KINDS
    }


def _flowed(parts: Sequence[str], ink: Ink) -> Iterator[Text]:
    """Parts one after the other; one that does not fit begins a line."""
    line = parts[0]
    for part in parts[1:]:
        if cell_len(line) + 2 + cell_len(part) > ink.width:
            yield from _wrapped(Text(line), ink)
            line = f"      {part}"
        else:
            line += f"  {part}"
    yield from _wrapped(Text(line), ink)


def _in_words(kind: str, text: str, ink: Ink) -> str:
    if kind == "median":
        return pad(text, 7, right=True)
    if kind == "gain" and text == "ref":
        return "reference"
    forms = {"±": "±{}", "interval": "({})", "gain": "gain {}"}
    return ink.plain(forms.get(kind, "{}").format(text)) if text else ""


def _wrapped(text: Text, ink: Ink) -> Iterator[Text]:
    for line in text.wrap(ink.console, ink.width, overflow="fold"):
        line.rstrip()
        yield line
