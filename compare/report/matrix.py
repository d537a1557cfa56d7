"""Lanes of one language beside each other: pair by pair, the same or not, how fast, and what threads bring there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compare.judge.likeness import base_of
from compare.judge.verdict import Likeness, PairVerdict, Report
from compare.record.nouns import LaneFacts
from compare.report import units
from compare.report.cells import UNCLEAR
from compare.report.digest import headline_figures, ready_lanes
from compare.report.english import counted, listed
from compare.report.label import crossing

WORDS = {
    "agrees": "same",
    "declared divergence": "by design",
    "differs": "DIFFERS",
    "skipped": "skipped",
    "cannot tell": "unclear",
}
IN_SENTENCES = {"declared divergence": "differs by design"}
TITLE = "Lanes of one language beside each other"
LEGEND = (
    "same = as in the first lane of that language; by design = differs as the contract says",
    "time = over that lane's",
    "gain = speed-up against the lane's own reference variant",
)
MOST_NAMED = 8  # pairs of a kind in a sentence


@dataclass(frozen=True)
class LaneCell:
    """What a pair came to in a lane; texts are empty where there is nothing to tell."""

    word: str
    what: str  # that differs
    time: str
    gain: str


@dataclass(frozen=True)
class LaneColumn:
    """A lane, and the one of its language that it is held against."""

    lane: str
    base: str  # empty where it is that one

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is told of each pair."""
        return ("word", "time", "gain") if self.base else ("gain",)


@dataclass(frozen=True)
class LaneMatrix:
    """Pairs by lanes, and lanes in sentences: beside their first, and what C# costs inside Python's process."""

    columns: tuple[LaneColumn, ...]
    rows: tuple[tuple[str, tuple[LaneCell, ...]], ...]  # a pair's name, its cells in the columns' order
    sentences: tuple[str, ...]

    def as_text(self) -> list[list[str]]:
        """The heads, then a line a pair, a text a cell."""
        heads = [f"{one.lane} (beside {one.base})" if one.base else one.lane for one in self.columns]
        lines = [
            [pair, *(_in_words(*one) for one in zip(self.columns, cells, strict=True))]
            for pair, cells in self.rows
        ]
        return [["pair", *heads], *lines]


def matrix(report: Report) -> LaneMatrix | None:
    """The lanes of a judged record beside each other; None where there is but one of each kind, or nothing ran."""
    lanes = ready_lanes(report)
    kinds = [lane.kind for lane in lanes]
    pairs = [pair for pair in report.pairs if pair.likeness]
    if len(kinds) == len(set(kinds)) or not pairs:
        return None
    bases = {lane.name: base_of(lanes, lane.name) for lane in lanes}
    columns = [
        LaneColumn(name, "" if name == base else base)
        for base in dict.fromkeys(bases.values())
        for name in [base, *(one for one in bases if bases[one] == base != one)]
    ]
    return LaneMatrix(
        tuple(columns),
        tuple((pair.id, tuple(_cell(pair, column) for column in columns)) for pair in pairs),
        (*_sentences(columns, pairs), *_crossings(lanes)),
    )


def _in_words(column: LaneColumn, cell: LaneCell) -> str:
    gain = f"gain {cell.gain}" if cell.gain else ""
    return ", ".join(filter(None, [cell.word, cell.time, gain] if column.base else [gain]))


def _of(pair: PairVerdict, lane: str) -> Likeness:
    return next(one for one in pair.likeness if one.lane == lane)


def _cell(pair: PairVerdict, column: LaneColumn) -> LaneCell:
    likeness, figures = _of(pair, column.lane), headline_figures(pair).get(column.lane)
    said = WORDS[likeness.word], ", ".join(likeness.what)
    if figures is None:
        return LaneCell(*said, "", "")
    time = "" if figures.base_ratio is None else f"{units.ratio(figures.base_ratio)}×"
    gain = "" if figures.speedup is None else units.times(figures.speedup)
    return LaneCell(
        *said,
        UNCLEAR if figures.base_unclear else time,
        UNCLEAR if figures.speedup_unclear else gain,
    )


def _sentences(columns: Sequence[LaneColumn], pairs: Sequence[PairVerdict]) -> Iterator[str]:
    """The lanes in words: where they are the same as their base, and what differs elsewhere; those alike together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        if column.base:
            alike.setdefault((column.base, _told(column, pairs)), []).append(column.lane)
    yield from (f"{listed(names)} beside {base}: {told}" for (base, told), names in alike.items())


def _crossings(lanes: Sequence[LaneFacts]) -> Iterator[str]:
    told = [(lane.name, ", ".join(crossing(lane.facts))) for lane in lanes]
    yield from (f"{name}: {costs}" for name, costs in told if costs)


def _told(column: LaneColumn, pairs: Sequence[PairVerdict]) -> str:
    named: dict[str, list[str]] = {}
    for pair in pairs:
        one = _of(pair, column.lane)
        what = f" ({', '.join(one.what)})" if one.what else ""
        named.setdefault(IN_SENTENCES.get(one.word, WORDS[one.word]), []).append(pair.id + what)
    same, all_of_them = len(named.pop("same", ())), counted(len(pairs), "pair")
    told = [f"same in {f'{same} of ' if same < len(pairs) else ''}{all_of_them}"] if same else []
    return "; ".join([*told, *(f"{word} in {listed(_few(names))}" for word, names in named.items())])


def _few(names: Sequence[str]) -> Iterator[str]:
    yield from names[:MOST_NAMED]
    if len(names) > MOST_NAMED:
        yield f"{len(names) - MOST_NAMED} more"
