"""The matrix of lanes and pairs on a terminal: as many lanes beside each other as its width takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.text import Text

from compare.judge.verdict import Report
from compare.report.columns import STYLES
from compare.report.console import Ink, pad
from compare.report.english import counted
from compare.report.matrix import LEGEND, TITLE, WORDS, LaneCell, LaneColumn, LaneMatrix, matrix
from compare.text import cut

LONGEST_PAIR = 22
LONGEST_SENTENCE = 400
GAP = 3  # between lanes
OF_WORDS = {word: STYLES.get(word, "") for word in WORDS.values()} | {"same": "green", "by design": "cyan"}


def lanes_table(report: Report, ink: Ink) -> None:
    """Print the lanes of one language beside each other, where a run had such.

    Args:
        report: a judged record.
        ink: the terminal.
    """
    found = matrix(report)
    if found is None:
        return
    ink.heading(TITLE)
    for sentence in found.sentences:
        ink.say(cut(sentence, LONGEST_SENTENCE), indent=2)
    rows = tuple(row for row in found.rows if any(map(_tells, row[1])))
    few = replace(found, rows=rows)
    if rows and _needs(few) <= ink.width:
        _table(few, ink)
    ink.console.print()
    left = len(found.rows) - len(rows)
    rest = [f"not in it: {counted(left, 'pair')}, the same in all lanes and not timed"] if left else []
    ink.say((f"How to read it: {'; '.join([*LEGEND, *rest])}.", "dim"))


def _tells(cell: LaneCell) -> bool:
    return bool(cell.time or cell.gain or cell.word != WORDS["agrees"])


def _needs(found: LaneMatrix) -> int:
    """The columns of a terminal that takes a lane at a time."""
    return LONGEST_PAIR + max(GAP + _width(found, place) for place in range(len(found.columns)))


def _table(found: LaneMatrix, ink: Ink) -> None:
    names = [ink.plain(cut(name, LONGEST_PAIR)) for name, _ in found.rows]
    left = max(map(cell_len, ["pair", *names]))
    for block in _blocks(found, left, ink.width):
        ink.console.print()
        for line in _lines(found, block, ["", "pair", *names], left):
            ink.console.print(line, overflow="fold")


def _widths(found: LaneMatrix, place: int) -> list[int]:
    """How wide each figure of a lane is."""
    cells = [row[place] for _, row in found.rows]
    column = found.columns[place]
    return [
        max(cell_len(text) for text in [_head(column, kind), *(getattr(cell, kind) for cell in cells)])
        for kind in column.kinds
    ]


def _head(column: LaneColumn, kind: str) -> str:
    return column.base if kind == "word" else kind


def _width(found: LaneMatrix, place: int) -> int:
    widths = _widths(found, place)
    return max(cell_len(found.columns[place].lane), sum(widths) + len(widths) - 1)


def _blocks(found: LaneMatrix, left: int, width: int) -> Iterator[list[int]]:
    """The columns' places, as many at a time as fit beside the pairs' names."""
    block: list[int] = []
    taken = left
    for place in range(len(found.columns)):
        needed = GAP + _width(found, place)
        if block and taken + needed > width:
            yield block
            block, taken = [], left
        block.append(place)
        taken += needed
    yield block


def _lines(found: LaneMatrix, block: Sequence[int], names: Sequence[str], left: int) -> Iterator[Text]:
    """The lanes' names, the heads of their figures, then a line a pair."""
    lines = [Text(pad(name, left), "bold" if number != 1 else "dim") for number, name in enumerate(names)]
    for place in block:
        column, widths, width = found.columns[place], _widths(found, place), _width(found, place)
        heads = [
            pad(_head(column, kind), one, right=kind != "word")
            for kind, one in zip(column.kinds, widths, strict=True)
        ]
        parts = [Text(pad(column.lane, width), "bold"), Text(pad(" ".join(heads), width), "dim")]
        for _, row in found.rows:
            cell = Text()
            for kind, one in zip(column.kinds, widths, strict=True):
                text = getattr(row[place], kind)
                cell.append(" " if cell else "")
                cell.append(pad(text, one, right=kind != "word"), OF_WORDS.get(text, ""))
            parts.append(cell + Text(" " * (width - cell_len(cell.plain))))
        lines = [line + Text(" " * GAP) + part for line, part in zip(lines, parts, strict=True)]
    for line in lines:
        line.rstrip()
        yield line
