"""The rule by which a row is called slower, faster, the same, or neither.

Pairs of visits, base beside head, are added in steps while the row is undecided; at each look the
pseudo-median of ln(head / base) is held against one-sided bounds of its own. Those are wider where the
launches of a side differ: pairs of the same launches do not average that out. A row that has changed is looked
at again in fresh launches: it has to recur, or both looks together have to say so. `invoke bench --noise`
measures how often the rule is wrong on a machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from statistics import NormalDist
from typing import Literal

from compare.judge.stats import group_error, hodges_lehmann, log_ratios, signed_rank_bounds, student
from compare.record.nouns import Sample

MARGIN = 0.02  # a change has to be larger than this to be called one, where the contract names no margin
EQUAL = 0.10  # both bounds within this: the same
PLAINLY_EQUAL = 0.05  # both bounds within this: the same, and no further pairs are worth their time
# Of each bound, at each look, where launches are alike; and of each bound of two looks together.
ALPHA = 0.0025
LOOKS = (15, 20, 30, 60)  # pairs; fewer than 9 cannot reach ALPHA at all
# Of each side, by the lane's kind: CPython's differ by 1 to 4 % among themselves, and are quickly started and warm.
LAUNCHES = {"python": 16, "dotnet": 8, "pythonnet": 8}
TEAM = 2  # launches that share a visit, so that a pair holds less of what one of them has of its own
# Of each bound, where launches differ. Less than ALPHA asks for, since a change counts only if fresh launches say so.
LAUNCH_LEVEL = 0.95
CONTRADICTION = 0.05  # how often two looks at one thing are said to contradict each other
LEAST_ERROR = 1e-6  # of pairs that are all alike: a clock's steps are no smaller

CHANGED = ("slower", "faster")
Word = Literal["slower", "faster", "same", "inconclusive"]


@dataclass(frozen=True)
class Change:
    """What the pairs of one row say of head against base."""

    word: Word
    pairs: int
    ratio: float  # head's time over base's
    low: float | None  # bounds of the ratio, each by itself at LAUNCH_LEVEL at least; None for too few pairs
    high: float | None
    # A slowdown, as a share, that both looks tell of in 80 of 100 such rows at least.
    detectable: float | None


@dataclass(frozen=True)
class _Estimate:
    """The pseudo-median of ln(head / base), its bounds, its standard error with the degrees of freedom."""

    middle: float
    low: float
    high: float
    error: float
    freedom: int


@dataclass(frozen=True)
class Turn:
    """One ABBA pair to come: which team of launches of each side, and who goes first."""

    base: int
    head: int
    head_first: bool


def change(samples: Sequence[Sample], margin: float = MARGIN) -> Change:
    """What the pairs say.

    Args:
        samples: the pairs.
        margin: the change that is still none, as a share.

    Raises:
        statistics.StatisticsError: there are no pairs.
    """
    seen = _estimated(samples)
    if seen is None:
        ratio = math.exp(hodges_lehmann(_logs(samples)))
        return Change("inconclusive", len(samples), ratio, None, None, None)
    # Half the width for a bound that has to pass the margin, the rest for that it does so twice.
    reach = (seen.high - seen.low) / 2 + student(LAUNCH_LEVEL, seen.freedom) * seen.error
    return _change(seen, len(samples), margin, math.expm1(math.log1p(margin) + reach))


def together(first: Sequence[Sample], again: Sequence[Sample], margin: float = MARGIN) -> Change:
    """What both looks at a row say, the second in fresh launches; its word is the row's.

    A change that recurs is one. Else both estimates count as one, each with the weight of its precision, but
    where they contradict each other: then nobody can tell.

    Args:
        first: the pairs of a row that has changed.
        again: those of the second look.
        margin: the change that is still none, as a share.

    Raises:
        statistics.StatisticsError: there are no pairs.
    """
    before, after = change(first, margin), change(again, margin)
    one, other = _estimated(first), _estimated(again)
    if one is None or other is None:
        return replace(before, word="inconclusive")
    weights = [1 / look.error**2 for look in (one, other)]
    middle = (weights[0] * one.middle + weights[1] * other.middle) / sum(weights)
    error, freedom = 1 / math.sqrt(sum(weights)), one.freedom + other.freedom
    half = student(1 - ALPHA, freedom) * error
    seen = _Estimate(middle, middle - half, middle + half, error, freedom)
    pooled = _change(seen, len(first) + len(again), margin, before.detectable)
    if after.word == before.word:
        return replace(pooled, word=before.word)
    apart = abs(one.middle - other.middle) / math.hypot(one.error, other.error)
    if apart > student(1 - CONTRADICTION / 2, freedom):
        return replace(pooled, word="inconclusive")
    return pooled


def decided(samples: Sequence[Sample], margin: float = MARGIN) -> bool:
    """Whether further pairs are not worth their time: a change is plain, or plainly none, or all looks are done."""
    if len(samples) >= LOOKS[-1]:
        return True
    seen = _estimated(samples) if len(samples) in LOOKS else None
    if seen is None:
        return False
    changed = _word(seen, margin) in CHANGED
    return changed or (seen.low > -math.log1p(PLAINLY_EQUAL) and seen.high < math.log1p(PLAINLY_EQUAL))


def within(margin: float) -> float:
    """How far from 1 the ratio of a row may be that is called the same, as a share."""
    return max(EQUAL, margin)


def turns(source: random.Random, teams: int) -> Iterator[Turn]:
    """ABBA blocks without end: each begins with a side drawn by lot, and its second pair goes the other way round.

    One after the other, each team of a side meets each of the other's.
    """
    head_first = False
    for number in count():
        head_first = source.random() < 0.5 if number % 2 == 0 else not head_first
        base = number % teams
        yield Turn(base, (base + number // teams) % teams, head_first)


def _logs(samples: Sequence[Sample]) -> list[float]:
    return log_ratios([head for _, head, *_ in samples], [base for base, *_ in samples])


def _estimated(samples: Sequence[Sample]) -> _Estimate | None:
    """What the pairs tell of ln(head / base); None of too few."""
    logs = _logs(samples)
    middle, bounds = hodges_lehmann(logs), signed_rank_bounds(logs, 1 - ALPHA)
    if bounds is None:
        return None
    launches = [[sample[side] for sample in samples] for side in (2, 3)]
    between = math.sqrt(sum(group_error(logs, side) for side in launches))
    freedom = sum(len(set(side)) - 1 for side in launches) or len(samples) - 1
    low, high = bounds
    within_launches = (high - low) / 2 / NormalDist().inv_cdf(1 - ALPHA)
    more = student(LAUNCH_LEVEL, freedom) * between
    return _Estimate(
        middle,
        middle - math.hypot(middle - low, more),
        middle + math.hypot(high - middle, more),
        max(math.hypot(within_launches, between), LEAST_ERROR),
        freedom,
    )


def _change(seen: _Estimate, pairs: int, margin: float, detectable: float | None) -> Change:
    ratio, low, high = (math.exp(one) for one in (seen.middle, seen.low, seen.high))
    return Change(_word(seen, margin), pairs, ratio, low, high, detectable)


def _word(seen: _Estimate, margin: float) -> Word:
    if seen.low > math.log1p(margin):
        return "slower"
    if seen.high < -math.log1p(margin):
        return "faster"
    equal = math.log1p(within(margin))
    return "same" if seen.low > -equal and seen.high < equal else "inconclusive"
