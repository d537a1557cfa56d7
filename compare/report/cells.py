"""A pair's line in the terminal's table as cells of text, before any layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.judge.verdict import Figures, PairVerdict, Report
from compare.report import units
from compare.report.console import Ink
from compare.report.digest import headline_figures, without_figures, words_of
from compare.text import cut

LONGEST_NAME = 28
UNCLEAR = "?"  # a figure that its medians contradict
KINDS = ("median", "±", "ratio", "interval", "gain")


@dataclass(frozen=True)
class Form:
    """How tightly a layout is set."""

    short: bool  # without what a reader can do without: leading zeros, % signs
    gap: int  # between lanes
    inner: int = 1  # between a lane's figures
    tight: bool = False  # with short words for the verdicts, which the legend explains


@dataclass(frozen=True)
class Cell:
    """What a lane gave for a pair: its figures by kind, or a word where there are none."""

    figures: dict[str, str]
    word: str = ""


@dataclass(frozen=True)
class Line:
    """A pair as the table shows it."""

    name: str
    outputs: str
    behaviour: str
    variant: str
    cells: dict[str, Cell]


TIGHT = {
    "agrees": "ok",
    "declared": "decl",
    "DIFFERS": "DIFF",
    "NOT RUN": "NONE",
    "unclear": "?",
    "skipped": "skip",
    "failed": "FAIL",
    "untimed": "-",
}


def lines_of(report: Report, ink: Ink, form: Form, lanes: Sequence[str]) -> list[Line]:
    """Every pair's line, with a cell for each of some lanes that ran."""
    mark = several_launches(report) is None
    return [_line(pair, lanes, ink, form, mark) for pair in report.pairs]


def several_launches(report: Report) -> bool | None:
    """Whether intervals come from several launches: yes, no, or None where rows are not alike."""
    several = {one.launches > 1 for pair in report.pairs for one in pair.figures if one.ratio_interval}
    return several == {True} if len(several) < 2 else None


def _line(pair: PairVerdict, lanes: Sequence[str], ink: Ink, form: Form, mark: bool) -> Line:
    figures = headline_figures(pair)
    cells = {}
    for lane in lanes:
        one = figures.get(lane)
        word = "" if one or pair.not_run else without_figures(pair, lane)
        word = TIGHT.get(word, word) if form.tight else word
        cells[_name(lane, ink)] = Cell(_figures(one, pair, ink, form, mark) if one else {}, word)
    words = (TIGHT.get(word, word) if form.tight else word for word in words_of(pair))
    return Line(_name(pair.id, ink), *words, _name(pair.headline, ink), cells)


def _name(text: str, ink: Ink) -> str:
    return ink.plain(cut(ink.plain(text), LONGEST_NAME))


def _figures(one: Figures, pair: PairVerdict, ink: Ink, form: Form, mark: bool) -> dict[str, str]:
    told = {"median": units.duration(one.median_ns)}
    if one.samples > 1:
        told["±"] = units.percent(one.spread)
    if one.ratio is not None:
        told["ratio"] = UNCLEAR if one.ratio_unclear else f"{units.ratio(one.ratio)}×"
    if one.ratio_interval:
        star = "*" if mark and one.launches == 1 else ""
        told["interval"] = units.interval(one.ratio_interval.low, one.ratio_interval.high) + star
    if one.variant == pair.reference:
        told["gain"] = "ref"
    elif one.speedup is not None:
        told["gain"] = UNCLEAR if one.speedup_unclear else units.times(one.speedup)
    return {kind: ink.plain(_short(kind, text) if form.short else text) for kind, text in told.items()}


def _short(kind: str, text: str) -> str:
    if kind == "±":
        return text.removesuffix("%")
    if kind in ("ratio", "interval"):
        return "–".join(part.removeprefix("0") for part in text.split("–"))
    return text
