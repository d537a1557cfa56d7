"""What timed trials give: medians, spreads and paired ratios; never a verdict."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from compare.judge.likeness import base_of
from compare.judge.scene import RowName, Scene, row_of
from compare.judge.stats import hodges_lehmann, log_ratios, signed_rank_bounds, spread
from compare.judge.verdict import Figures, Interval
from compare.record.nouns import Trial, Warmup

LEVEL = 0.95
SIDE = 0.005  # nearer to 1 a ratio points to no side: its two decimals say 1.00
BASE_LANE = "python"


def judge_figures(
    scene: Scene, wrong: Collection[RowName], headline: str, reference: str, unlike: bool = False
) -> list[Figures]:
    """Figures of all rows that were timed and whose outputs are right.

    Args:
        scene: the pair's record.
        wrong: rows whose outputs or trials failed; they get no figures.
        headline: the variant that lanes are compared on.
        reference: the variant that speed-up is against.
        unlike: whether the lanes' costs are of unlike things, so that no ratio is told.

    Returns:
        a row each, by lane and variant as the record and the contract have them.
    """
    rows = _timed(scene, wrong)
    figures = []
    for row, trials in rows.items():
        base = rows.get(row._replace(lane=BASE_LANE)) if row.variant == headline else None
        own = rows.get(row._replace(variant=reference))
        ratio = _paired(trials, base) if row.lane != BASE_LANE and not unlike else None
        speedup = _paired(own, trials) if row.variant != reference else None
        one = _figures(row, trials, _warmup(scene, row), ratio, speedup)
        unclear = _contradicts(ratio, trials, base), _contradicts(speedup, own, trials)
        one = replace(one, peak_bytes=_peak(scene, row), ratio_unclear=unclear[0], speedup_unclear=unclear[1])
        figures.append(_beside_base(one, scene, rows, row) if row.variant == headline else one)
    return figures


def _beside_base(
    one: Figures, scene: Scene, rows: Mapping[RowName, Sequence[Trial]], row: RowName
) -> Figures:
    """A headline's figures with its time over that of the first lane of its kind, whose cost is alike."""
    lane = base_of(scene.lanes, row.lane)
    base = rows.get(row._replace(lane=lane))
    ratio = _paired(rows[row], base) if lane != row.lane else None
    if ratio is None:
        return one
    return replace(one, base=lane, base_ratio=ratio[0], base_unclear=_contradicts(ratio, rows[row], base))


def _peak(scene: Scene, row: RowName) -> int | None:
    return max(
        (one.peak_bytes for one in scene.observed if row_of(one) == row and one.peak_bytes is not None),
        default=None,
    )


def _timed(scene: Scene, wrong: Collection[RowName]) -> dict[RowName, list[Trial]]:
    """The usable timed trials by row, of the one case that has any first."""
    rows: dict[RowName, list[Trial]] = {}
    for trial in scene.trials:
        usable = trial.state == "ok" and trial.elapsed_ns > 0 and trial.repeat > 0
        if trial.mode == "timed" and usable and row_of(trial) not in wrong:
            rows.setdefault(row_of(trial), []).append(trial)
    first = next((row.case for row in rows), "")
    return {row: trials for row, trials in rows.items() if row.case == first}


Ratio = tuple[float, Interval | None]


def _paired(above: Sequence[Trial] | None, below: Sequence[Trial] | None) -> Ratio | None:
    """The ratio of two rows' times, paired by round, so that the machine's drift cancels out."""
    if not above or not below:
        return None
    tops, bottoms = _by_round(above), _by_round(below)
    rounds = sorted(tops.keys() & bottoms.keys())
    if not rounds:
        return None
    logs = log_ratios([tops[number] for number in rounds], [bottoms[number] for number in rounds])
    bounds = signed_rank_bounds(logs, (1 + LEVEL) / 2)
    interval = Interval(math.exp(bounds[0]), math.exp(bounds[1]), LEVEL) if bounds else None
    return math.exp(hodges_lehmann(logs)), interval


def _contradicts(ratio: Ratio | None, above: Sequence[Trial] | None, below: Sequence[Trial] | None) -> bool:
    """Whether the rounds, side by side, point to one side and the two medians to the other."""
    if not ratio or not above or not below:
        return False
    return _side(ratio[0]) * _side(_median(above) / _median(below)) < 0


def _side(ratio: float) -> int:
    return (ratio > 1 + SIDE) - (ratio < 1 - SIDE)


def _median(trials: Iterable[Trial]) -> float:
    return median(map(_per_call, trials))


def _by_round(trials: Iterable[Trial]) -> Mapping[int, float]:
    # Should a round have several trials of a row, they are one sample: never counted as independent.
    times: dict[int, list[float]] = {}
    for trial in trials:
        times.setdefault(trial.round, []).append(_per_call(trial))
    return {number: median(values) for number, values in times.items()}


def _per_call(trial: Trial) -> float:
    return trial.elapsed_ns / trial.repeat


def _warmup(scene: Scene, row: RowName) -> Warmup | None:
    mine = [one for one in scene.pair.warmups if (one.variant, one.lane) == (row.variant, row.lane)]
    return min(mine, key=lambda one: one.launch, default=None)


def _figures(
    row: RowName, trials: Sequence[Trial], warmup: Warmup | None, ratio: Ratio | None, speedup: Ratio | None
) -> Figures:
    times = [_per_call(trial) for trial in trials]
    shares = [trial.cpu_ns / trial.elapsed_ns for trial in trials if trial.cpu_ns is not None]
    return Figures(
        lane=row.lane,
        variant=row.variant,
        samples=len(times),
        launches=len({trial.launch for trial in trials}),
        median_ns=median(times),
        spread=spread(times),
        first_ns=warmup.first_ns if warmup else None,
        warm_calls=warmup.calls if warmup else None,
        cpu_ratio=median(shares) if shares else None,
        ratio=ratio[0] if ratio else None,
        ratio_interval=ratio[1] if ratio else None,
        speedup=speedup[0] if speedup else None,
        speedup_interval=speedup[1] if speedup else None,
    )
