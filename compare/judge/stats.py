"""Statistics of small paired samples, in pure Python: exact where the sample is small."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist, fmean, median, variance

__all__ = [
    "group_error",
    "hodges_lehmann",
    "log_ratios",
    "mad",
    "median",
    "signed_rank_bounds",
    "spread",
    "student",
    "walsh_averages",
]

EXACT_UP_TO = 100  # the exact distribution of 100 pairs takes some 30 ms, once
NORMAL_CONSISTENCY = 1.4826  # makes the MAD of normal data its standard deviation


def mad(values: Sequence[float]) -> float:
    """The median of the absolute deviations from the median.

    Raises:
        statistics.StatisticsError: there are no values.
    """
    middle = median(values)
    return median(abs(value - middle) for value in values)


def spread(values: Sequence[float]) -> float:
    """The robust standard deviation as a share of the median; 0 where the median is 0."""
    middle = median(values)
    return NORMAL_CONSISTENCY * mad(values) / abs(middle) if middle else 0.0


def log_ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """ln(above / below), pair by pair; all values are positive."""
    return [math.log(top / bottom) for top, bottom in zip(above, below, strict=True)]


def walsh_averages(values: Sequence[float]) -> list[float]:
    """The means of all pairs of values, each with itself too, in rising order."""
    # Halves are added, not sums halved: so two huge values cannot overflow.
    halves = [value / 2 for value in values]
    return sorted(one + other for index, one in enumerate(halves) for other in halves[index:])


def hodges_lehmann(values: Sequence[float]) -> float:
    """The pseudo-median: the median of the Walsh averages.

    Raises:
        statistics.StatisticsError: there are no values.
    """
    return median(walsh_averages(values))


def group_error(values: Sequence[float], groups: Sequence[int]) -> float:
    """What differences between groups add to the standard error of the values' middle, squared.

    The variance of the groups' means beyond what the values within the groups explain, over the number of
    groups; 0 where there is no more than that. Values far out are drawn in before.

    Args:
        values: a sample.
        groups: each value's group; a group's values share something that does not average out.
    """
    middle, near = median(values), 3 * NORMAL_CONSISTENCY * mad(values)
    members: dict[int, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        members.setdefault(group, []).append(min(max(value, middle - near), middle + near))
    if len(members) < 2:
        return 0.0
    between = variance(fmean(some) for some in members.values())
    within = (
        fmean(variance(some) / len(some) for some in members.values() if len(some) > 1)
        if len(values) > len(members)
        else 0.0
    )
    return max(0.0, between - within) / len(members)


@lru_cache(maxsize=256)
def student(level: float, freedom: int) -> float:
    """Student's t: the value below which a share `level` of the distribution lies.

    Args:
        level: at least 0.5, below 1.
        freedom: the degrees of freedom, at least 1.
    """
    low, high = 0.0, math.pi / 2  # of the angle whose tangent is t / sqrt(freedom)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_below(middle, freedom) < level else (low, middle)
    return math.sqrt(freedom) * math.tan(high)


def _student_below(angle: float, freedom: int) -> float:
    """The share below t = sqrt(freedom) * tan(angle): a finite series (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    odd = freedom % 2
    total = term = math.cos(angle) if odd else 1.0
    for number in range(2 + odd, freedom - 1, 2):
        term *= math.cos(angle) ** 2 * (number - 1) / number
        total += term
    if not odd:
        return 0.5 + math.sin(angle) * total / 2
    return 0.5 + (angle + (math.sin(angle) * total if freedom > 1 else 0.0)) / math.pi


def signed_rank_bounds(values: Sequence[float], level: float) -> tuple[float, float] | None:
    """One-sided bounds of the pseudo-median, by inverting Wilcoxon's signed-rank test.

    Each bound alone holds with at least this probability; both together hold with `2 * level - 1`,
    so a two-sided interval of 95 % takes level 0.975. Ties make the bounds wider, never narrower.

    Args:
        values: independent samples of a symmetric distribution, paired log ratios say.
        level: between 0.5 and 1, without the ends.

    Returns:
        the lower and the upper bound; None where so few values cannot reach the level.

    Raises:
        ValueError: the level makes no sense.
    """
    if not 0.5 < level < 1:
        raise ValueError(f"the level of a bound lies between 0.5 and 1, not {level!r}")
    rank = _rank(len(values), 1 - level)
    if rank == 0:
        return None
    averages = walsh_averages(values)
    return averages[rank - 1], averages[-rank]


@lru_cache(maxsize=256)
def _rank(count: int, alpha: float) -> int:
    """Which Walsh average from each end is the bound; 0 where none is.

    The k-th smallest is below the true value with probability 1 - P(W < k), W being the sum of the
    positive ranks: k is the largest with P(W <= k - 1) <= alpha.
    """
    if count == 0:
        return 0
    # 1 - 0.975 is a little above 0.025: an exact tie must not be lost or won by that.
    alpha += 1e-12
    if count > EXACT_UP_TO:
        return _rank_by_normal(count, alpha)
    below = math.floor(alpha * 2**count)
    cumulative = accumulate(_ways(count))
    return next((rank for rank, ways in enumerate(cumulative) if ways > below), 0)


@lru_cache(maxsize=128)
def _ways(count: int) -> tuple[int, ...]:
    """How many of the 2**count sign patterns give each sum of positive ranks."""
    ways = [1]
    for rank in range(1, count + 1):
        shifted = [0] * rank + ways
        longer = ways + [0] * rank
        ways = [one + other for one, other in zip(longer, shifted, strict=True)]
    return tuple(ways)


def _rank_by_normal(count: int, alpha: float) -> int:
    mean = count * (count + 1) / 4
    deviation = math.sqrt(count * (count + 1) * (2 * count + 1) / 24)
    # P(W <= k - 1) <= alpha with the continuity correction; rounded down, to the safe side.
    return max(0, math.floor(mean + NormalDist().inv_cdf(alpha) * deviation + 0.5))
