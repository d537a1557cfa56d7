"""The table's layouts with columns; each lane's figures form a block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from rich.cells import cell_len
from rich.text import Text

from compare.report.cells import KINDS, Form, Line
from compare.report.console import Ink, pad
from compare.report.digest import NOT_RUN
from compare.text import cut

STYLES = {
    "agrees": "green",
    "declared": "cyan",
    "DIFFERS": "bold red",
    NOT_RUN: "bold red",
    "failed": "red",
    "unclear": "yellow",
    "skipped": "dim",
    "untimed": "dim",
    "-": "dim",
    "ok": "green",
    "decl": "cyan",
    "DIFF": "bold red",
    "NONE": "bold red",
    "?": "yellow",
    "skip": "dim",
    "FAIL": "red",
}
SHORTEST_NAME = 14
UPPER = ("median", "ratio")
LOWER = ("±", "interval", "gain")


class Columns:
    """Lines set in columns, in one of two layouts."""

    def __init__(self, lines: Sequence[Line], ink: Ink, form: Form) -> None:
        """Take lines whose cells were made in the same form."""
        self.lines = lines
        self.lanes = list(lines[0].cells) if lines else []
        self.ink = ink
        self.gap = " " * form.gap
        self.inner = " " * form.inner
        self.heads = (
            ("pair", "out", "beh")
            if form.tight
            else ("pair", "outputs", "behav." if form.short else "behaviour")
        )
        self.labels = {kind: ink.plain("±%" if kind == "±" and form.short else kind) for kind in KINDS}
        self._measure()

    def _measure(self) -> None:
        rows = [self.heads, *((line.name, line.outputs, line.behaviour) for line in self.lines)]
        self.widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        self.left = sum(self.widths) + len(self.widths) - 1

    def fitted(self, width: int) -> bool:
        """Cut long names so that the double layout fits; says whether it does."""
        room = self.widths[0] - (self.double_width() - width)
        if room >= SHORTEST_NAME:
            self.lines = [replace(line, name=self.ink.plain(cut(line.name, room))) for line in self.lines]
            self._measure()
        return self.double_width() <= width

    # A line a pair, with every figure.

    def wide(self, with_variant: bool) -> list[Text]:
        """The lines of the wide layout."""
        variant = self._variant_width() if with_variant else 0
        blocks = self._blocks(KINDS)
        table = [
            self._lane_names(self.left + variant, blocks),
            _dim(self._row(self._start(self.heads, "variant", variant), self._labels(blocks, KINDS))),
            self.rule(),
        ]
        for line in self.lines:
            start = self._start((line.name, line.outputs, line.behaviour), line.variant, variant)
            table.append(self._row(start, self._cells(line, blocks, KINDS)))
        return table

    def wide_width(self, with_variant: bool) -> int:
        """How many terminal columns the wide layout takes."""
        variant = self._variant_width() if with_variant else 0
        return self.left + variant + self._taken(self._blocks(KINDS))

    # Two lines a pair: medians and ratios above the other figures.

    def double(self) -> list[Text]:
        """The lines of the double layout."""
        blocks = self._blocks(UPPER, LOWER)
        below = any(self._kinds(lane, LOWER) for lane in self.lanes)
        table = [
            self._lane_names(self.left, blocks),
            _dim(self._row(self._start(self.heads), self._labels(blocks, UPPER))),
        ]
        if below:
            table.append(_dim(self._row(self._second("variant"), self._labels(blocks, LOWER))))
        table.append(self.rule())
        for line in self.lines:
            start = self._start((line.name, line.outputs, line.behaviour))
            table.append(self._row(start, self._cells(line, blocks, UPPER)))
            if below and any(cell.figures for cell in line.cells.values()):
                lower = self._cells(line, blocks, LOWER, with_words=False)
                table.append(_dim(self._row(self._second(line.variant), lower)))
        return table

    def double_width(self) -> int:
        """How many terminal columns the double layout takes."""
        return self.left + self._taken(self._blocks(UPPER, LOWER))

    # Columns on the left.

    def _start(self, texts: Sequence[str], variant: str = "", variant_width: int = 0) -> Text:
        name, *words = (pad(text, width) for text, width in zip(texts, self.widths, strict=True))
        result = Text().append(name, "" if texts == self.heads else "bold")
        for padded, word in zip(words, texts[1:], strict=True):
            result.append(" ").append(padded, STYLES.get(word, ""))
        if variant_width:
            result.append(pad(f"  {variant}", variant_width), "dim")
        return result

    def _second(self, variant: str) -> Text:
        return Text(pad(f"  {self.ink.plain(cut(variant, self.left - 4))}", self.left))

    def _variant_width(self) -> int:
        return 2 + max(cell_len(text) for text in ["variant", *(line.variant for line in self.lines)])

    # A lane's block of figures.

    def _kinds(self, lane: str, kinds: Iterable[str]) -> list[str]:
        """The kinds of figures that any pair has in this lane."""
        return [kind for kind in kinds if (lane, kind) in self._figure_widths]

    @cached_property
    def _figure_widths(self) -> dict[tuple[str, str], int]:
        """How wide each kind of figures is in each lane that has any; found once, not for each line."""
        widths: dict[tuple[str, str], int] = {}
        for line in self.lines:
            for lane in self.lanes:
                for kind, text in line.cells[lane].figures.items():
                    so_far = widths.get((lane, kind)) or cell_len(self.labels[kind])
                    widths[lane, kind] = max(so_far, cell_len(text))
        return widths

    def _blocks(self, *rows: Sequence[str]) -> dict[str, int]:
        """Each lane with the width that its widest row of figures, its name and its words need."""
        return {lane: max(self._needs(lane, rows)) for lane in self.lanes}

    def _needs(self, lane: str, rows: Iterable[Sequence[str]]) -> Iterator[int]:
        yield cell_len(lane)
        yield from (cell_len(line.cells[lane].word) for line in self.lines)
        for kinds in rows:
            there = self._kinds(lane, kinds)
            yield sum(self._figure_widths[lane, kind] for kind in there) + len(self.inner) * (len(there) - 1)

    def _labels(self, blocks: Mapping[str, int], kinds: Sequence[str]) -> Iterator[Text]:
        for lane, width in blocks.items():
            yield Text(self._figures(lane, kinds, self.labels, width))

    def _cells(
        self, line: Line, blocks: Mapping[str, int], kinds: Sequence[str], with_words: bool = True
    ) -> Iterator[Text]:
        for lane, width in blocks.items():
            cell = line.cells[lane]
            if cell.figures:
                yield Text(self._figures(lane, kinds, cell.figures, width))
            else:
                yield Text(pad(cell.word if with_words else "", width, right=True), STYLES.get(cell.word, ""))

    def _figures(self, lane: str, kinds: Sequence[str], texts: Mapping[str, str], width: int) -> str:
        there = self._kinds(lane, kinds)
        cells = (pad(texts.get(kind, ""), self._figure_widths[lane, kind], right=True) for kind in there)
        return pad(self.inner.join(cells), width, right=True)

    # Whole lines.

    def rule(self) -> Text:
        """A line across."""
        return Text(self.ink.plain("─" * self.ink.width), "dim")

    def _lane_names(self, left: int, blocks: Mapping[str, int]) -> Text:
        names = "".join(self.gap + pad(lane, width, right=True) for lane, width in blocks.items())
        return Text((" " * left + names).rstrip(), "bold")

    def _row(self, start: Text, blocks: Iterator[Text]) -> Text:
        result = start
        for block in blocks:
            result = result + Text(self.gap) + block
        result.rstrip()
        return result

    def _taken(self, blocks: Mapping[str, int]) -> int:
        return sum(len(self.gap) + width for width in blocks.values())


def _dim(text: Text) -> Text:
    text.stylize("dim")
    return text
