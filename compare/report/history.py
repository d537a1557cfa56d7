"""Many records in the order of their time: what each said, what changed in between, and ratios. Pure.

Times are told as ratios only, each measured within one run: the times of two runs say nothing of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from compare.diff.baseline import BaselineChange, Difference, changes_of, differences, gone, stand_of
from compare.diff.whole import Whole
from compare.judge.verdict import PairVerdict
from compare.report import changes
from compare.report.console import Ink, pad
from compare.report.digest import commits, counts, headline_figures, words_of
from compare.report.english import counted
from compare.report.units import ratio

MOST_RATIOS = 20  # on a terminal, unless all are asked for
MOST_CHANGES = 12  # of a record, likewise
HEADS = ("pair", "ratio", "first", "last", "range", "runs")
# These are said of a pair as a whole: with other lanes they have another meaning.
OF_ALL_LANES = ("divergence", "check", "reason")
NO_VERDICT = (
    "Each ratio was measured within one run; the runs may have had other machines and versions, so no verdict is "
    "passed. `invoke compare --against REV` passes one."
)


@dataclass(frozen=True)
class Moment:
    """One record, as far as a history tells it."""

    started: str
    commit: str
    sentence: str  # how its pairs ended, and what it was held against
    words: Mapping[str, tuple[str, str]]  # on outputs and behaviour, by pair
    ratios: Mapping[tuple[str, str], float]  # by pair and what the ratio is of
    stands: Mapping[str, Mapping[str, Any]]  # of the pairs that ran, as a baseline has them
    lanes: frozenset[str]
    options: Mapping[str, Any]
    complete: bool
    left_out: frozenset[str]  # pairs that could not differ from the base, and so were not run


@dataclass(frozen=True)
class RatioSeries:
    """One ratio through time."""

    pair: str
    what: str
    values: tuple[float | None, ...]  # of each moment; None where it was not measured, or is unclear

    @property
    def known(self) -> list[float]:
        """The values that there are."""
        return [one for one in self.values if one is not None]

    @property
    def spread(self) -> float:
        """The largest over the smallest."""
        return max(self.known) / min(self.known)


@dataclass(frozen=True)
class History:
    """Records in the order of their time."""

    moments: tuple[Moment, ...]
    changes: tuple[tuple[BaselineChange, ...], ...]  # of each moment, since each pair was last run
    series: tuple[RatioSeries, ...]  # the most changed first

    @property
    def pairs(self) -> tuple[str, ...]:
        """All pairs of all records, by name."""
        return tuple(sorted({name for one in self.moments for name in one.words}))


def moment_of(whole: Whole) -> Moment:
    """What a history keeps of a judged record."""
    report = whole.report
    stands, lanes = stand_of(report)["pairs"], report.record.lanes
    told = [counts(report).sentence()]
    told += ["quick"] if report.record.options.get("quick") else []
    told += ["ended early"] if not report.record.complete else []
    if whole.against:
        told.append(f"{changes.title(whole.against).lower()}: {changes.sentence(whole.against)}")
    return Moment(
        started=report.record.started[:16].replace("T", " "),
        commit=commits(report.record),
        sentence="; ".join(told),
        words={pair.id: words_of(pair) for pair in report.pairs},
        ratios={(pair.id, what): value for pair in report.pairs for what, value in _ratios(pair)}
        | dict(_over_base(whole)),
        stands={pair.id: stands[pair.id] for pair in report.pairs if not pair.not_run},
        lanes=frozenset(lane.name for lane in lanes if lane.state == "ready"),
        options=report.record.options,
        complete=report.record.complete,
        left_out=frozenset(report.record.left_out),
    )


def _ratios(pair: PairVerdict) -> Iterator[tuple[str, float]]:
    """Of the headline variant: each lane's time over python's, and its gain over the same lane's reference."""
    for lane, one in headline_figures(pair).items():
        if one.ratio is not None and not one.ratio_unclear:
            yield f"{lane} over python", one.ratio
        if one.speedup is not None and not one.speedup_unclear:
            yield f"gain in {lane}", one.speedup


def _over_base(whole: Whole) -> Iterator[tuple[tuple[str, str], float]]:
    """Each row's time over its base's, where a verdict on time counts."""
    against = whole.against
    for row in against.rows if against and against.base.timed else ():
        if row.change is not None and row.change.ratio and row.measured and not row.contaminated:
            on = f" on {row.machine}" if row.machine else ""
            yield (
                (row.pair, f"{row.variant} in {row.lane}{on} over {against.base.revision}"),
                row.change.ratio,
            )


def history_of(moments: Iterable[Moment]) -> History:
    """Records in the order of their time; one that stands there twice counts once."""
    kept: list[Moment] = []
    for one in sorted(moments, key=lambda one: (one.started, one.commit)):
        if one not in kept:
            kept.append(one)
    names = dict.fromkeys(key for one in kept for key in one.ratios)
    series = [RatioSeries(*name, tuple(one.ratios.get(name) for one in kept)) for name in names]
    series.sort(key=lambda one: (-one.spread, one.pair, one.what))
    return History(tuple(kept), tuple(map(changes_of, _differences(kept))), tuple(series))


def _differences(moments: Iterable[Moment]) -> Iterator[list[Difference]]:
    """Of each moment, what is not as it was when the pair was last run."""
    last: dict[str, Moment] = {}
    for now in moments:
        found: list[Difference] = []
        for pair in now.stands:
            if pair in last:
                found += _since(pair, last[pair], now)
            last[pair] = now
        if now.complete:
            for pair in sorted(gone({"pairs": last}, {"pairs": now.words}, now.options, now.left_out)):
                found.append(Difference("missing", pair, "", "the pair is no longer there"))
                del last[pair]
        yield found


def _since(pair: str, before: Moment, now: Moment) -> Iterator[Difference]:
    """What differs in that which both moments ran."""
    old, new = before.stands[pair], now.stands[pair]

    def ran(moment: Moment, case: str, lane: str) -> bool:
        cases = moment.stands[pair]["parameters"]
        return (not case or case in cases) and (not lane or lane in moment.lanes)

    both = differences(
        {"pairs": {pair: old}}, {"pairs": {pair: new}}, lambda _, __, case, lane: ran(now, case, lane)
    )
    for one in both:
        of_all = one.kind in OF_ALL_LANES or not one.where
        if of_all and (before.lanes != now.lanes or old["parameters"].keys() != new["parameters"].keys()):
            continue
        if one.kind == "parameters" and not ran(before, one.where, ""):
            continue
        if one.kind != "added":
            yield one
        elif ran(before, one.where.split(" / ")[0], one.lane):
            yield replace(one, message="the row is new")


def cells(series: RatioSeries) -> tuple[str, ...]:
    """A ratio's cells, as HEADS has them."""
    known = series.known
    bounds = f"{ratio(min(known))}–{ratio(max(known))}"
    return (series.pair, series.what, ratio(known[0]), ratio(known[-1]), bounds, str(len(known)))


def render_history(history: History, ink: Ink, verbose: bool = False) -> None:
    """Print a history: a line a record with what has changed, then the ratios.

    Args:
        history: the records in their order.
        ink: where to.
        verbose: every change, and every ratio.
    """
    first, last = history.moments[0].started[:10], history.moments[-1].started[:10]
    told = [
        counted(len(history.moments), "record"),
        f"{first} to {last}",
        counted(len(history.pairs), "pair"),
    ]
    ink.say(("Parallax history", "bold"), "  ", " · ".join(told))
    ink.console.print()
    for moment, found in zip(history.moments, history.changes, strict=True):
        ink.say(f"{moment.started}  {moment.commit}  {moment.sentence}")
        few = found if verbose else found[:MOST_CHANGES]
        for one in few:
            ink.say((str(one), "bold"), indent=2)
        if len(found) > len(few):
            ink.say(f"and {len(found) - len(few)} more: --verbose or --html FILE shows them", indent=2)
    _render_series(history, ink, verbose)


def _render_series(history: History, ink: Ink, verbose: bool) -> None:
    series = [one for one in history.series if len(one.known) > 1]
    few = series if verbose else series[:MOST_RATIOS]
    if not few:
        return
    ink.heading("Ratios, the most changed first")
    table = [HEADS, *map(cells, few)]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEADS))]
    fits = 2 * len(widths) + sum(widths) <= ink.width
    for row in table if fits else table[1:]:
        if fits:
            padded = [
                pad(cell, width, right=place > 1)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            ink.say("  ".join(padded), indent=0)
        else:
            ink.say(f"{row[0]} {row[1]}: {row[2]}, now {row[3]} ({row[4]}, {counted(int(row[5]), 'run')})")
    if len(series) > len(few):
        ink.say(f"and {len(series) - len(few)} more: --verbose or --html FILE shows them")
    ink.console.print()
    ink.say(NO_VERDICT)
