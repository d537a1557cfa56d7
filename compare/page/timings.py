"""A pair's times: every timed trial as a dot, the median, the ratio's interval. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from compare.judge.verdict import Figures, PairVerdict
from compare.page.words import PageLanguage
from compare.record.nouns import PairRecord
from compare.report import units
from compare.report.digest import told_ratio
from compare.text import cut, visible

WIDTH, LEFT, RIGHT, ROW = 920, 250, 20, 22
HEADS = ("variant", "lane", "median", "spread", "trials", "launches", "CPU / wall", "ratio", "speed-up")


@dataclass(frozen=True)
class Timings:
    """The drawing, and the table behind it."""

    picture: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unlike: str
    quick: bool


def timings_of(verdict: PairVerdict, pair: PairRecord, quick: bool, words: PageLanguage) -> Timings | None:
    """A pair's times; None where it has none."""
    dots = {(one.variant, one.lane): _calls(pair, one) for one in verdict.figures}
    if not any(dots.values()):
        return None
    rows = tuple(_row(one, verdict) for one in verdict.figures)
    return Timings(_drawn(verdict.figures, dots, words), HEADS, rows, verdict.unlike, quick)


def _calls(pair: PairRecord, one: Figures) -> list[float]:
    return [
        trial.elapsed_ns / trial.repeat
        for trial in pair.trials
        if (trial.mode, trial.state) == ("timed", "ok")
        and (trial.variant, trial.lane) == (one.variant, one.lane)
        and trial.elapsed_ns
    ]


def _row(one: Figures, verdict: PairVerdict) -> tuple[str, ...]:
    ratio = told_ratio(one.ratio, one.ratio_interval, one.ratio_unclear)
    gain = told_ratio(one.speedup, one.speedup_interval, one.speedup_unclear)
    if one.variant == verdict.reference:
        gain = "reference"
    cpu = f"{one.cpu_ratio:.2f}" if one.cpu_ratio is not None else ""
    median, spread = units.duration(one.median_ns), units.percent(one.spread)
    return (one.variant, one.lane, median, spread, str(one.samples), str(one.launches), cpu, ratio, gain)


def _drawn(
    figures: Sequence[Figures], dots: dict[tuple[str, str], list[float]], words: PageLanguage
) -> Markup:
    """A row a variant and lane, on one logarithmic axis: equal distances are equal ratios."""
    every = [time for some in dots.values() for time in some]
    low, high = math.log10(min(every)), math.log10(max(every))
    low, high = math.floor(low * 2 - 0.1) / 2, math.ceil(high * 2 + 0.1) / 2
    parts = []
    for number, one in enumerate(figures):
        y = 14 + number * ROW
        label = escape(cut(visible(f"{one.variant} · {one.lane}"), 38))
        parts.append(f'<text class="rl" x="{LEFT - 12}" y="{y + 4}">{label}</text>')
        parts.append(f'<path class="r" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        places = sorted({_x(time, low, high) for time in dots[one.variant, one.lane]})
        parts.append(f'<path class="d" d="{"".join(f"M{x} {y}h0" for x in places)}"/>')
        title = f"<title>{words('median')} {units.duration(one.median_ns)}</title>"
        parts.append(f'<path class="md" d="M{_x(one.median_ns, low, high)} {y - 7}v14">{title}</path>')
    bottom = 14 + len(figures) * ROW
    for power in range(math.ceil(low), math.floor(high) + 1):
        x, told = _x(10.0**power, low, high), units.duration(10.0**power)
        parts.append(f'<path class="tk" d="M{x} 2V{bottom - 6}"/>')
        parts.append(f'<text class="tl" x="{x}" y="{bottom + 8}" text-anchor="middle">{told}</text>')
    label = words("Time of one call: each dot is a trial, the stroke the median; the axis is logarithmic.")
    head = f'<svg class="times" viewBox="0 0 {WIDTH} {bottom + 16}" role="img" aria-label="{label}">'
    return Markup(f"{head}{''.join(parts)}</svg>")


def _x(time: float, low: float, high: float) -> int:
    return round(LEFT + (math.log10(max(time, 1e-9)) - low) / max(high - low, 1e-9) * (WIDTH - LEFT - RIGHT))
