"""A question about time: what a variant gains against its own reference, where the languages differ in it. Pure."""

from __future__ import annotations

from compare.judge.verdict import Figures, PairVerdict
from compare.page.questions import Guess, Prediction

CHOICES = ("faster", "about as fast", "slower")
LANES = ("python", "dotnet")
ALIKE = 1.1  # two times whose ratio lies within it are called about the same


def which_gain(verdict: PairVerdict) -> Prediction | None:
    """Whether a variant is faster than the reference, in each language; None where both have the same answer.

    Only where the whole interval of each speed-up lies on one side of what is called about the same, or within it.

    Args:
        verdict: a pair's, with figures that are a verdict on time.
    """
    figures = {(one.variant, one.lane): one for one in verdict.figures}
    names = dict.fromkeys([verdict.headline, *(one.variant for one in verdict.figures)])
    for name in names:
        right = {lane: _gain(figures.get((name, lane))) for lane in LANES}
        if all(right.values()) and len(set(right.values())) > 1:
            rows = tuple(Guess(lane, CHOICES, answer) for lane, answer in right.items())
            return Prediction("gain", name, "", rows, verdict.reference)
    return None


def _gain(one: Figures | None) -> str:
    """The choice that a speed-up's interval lies in; empty where it lies in none, or there is none."""
    if one is None or one.speedup_interval is None or one.speedup_unclear:
        return ""
    low, high = one.speedup_interval.low, one.speedup_interval.high
    if low > ALIKE:
        return "faster"
    if high < 1 / ALIKE:
        return "slower"
    return "about as fast" if low > 1 / ALIKE and high < ALIKE else ""
