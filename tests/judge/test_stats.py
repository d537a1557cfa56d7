"""Statistics of small paired samples, against brute force and known tables."""

from __future__ import annotations

import math
import random
import time
from itertools import product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.judge import stats
from compare.judge.stats import (
    _rank,
    group_error,
    hodges_lehmann,
    log_ratios,
    mad,
    signed_rank_bounds,
    spread,
    walsh_averages,
)

NUMBERS = st.integers(-1000, 1000).map(lambda number: number / 8)  # exact in binary: equal means equal
SAMPLES = st.lists(NUMBERS, min_size=1, max_size=10)


def brute_rank(count: int, alpha: float) -> int:
    """The bound's rank by counting all sign patterns."""
    sums = [sum(rank for rank, sign in zip(range(1, count + 1), signs, strict=True) if sign)
            for signs in product((0, 1), repeat=count)]  # fmt: skip
    fits = [
        k for k in range(1, count * (count + 1) // 2 + 1) if sum(s < k for s in sums) <= alpha * len(sums)
    ]
    return max(fits, default=0)


@pytest.mark.parametrize("count", range(13))
@pytest.mark.parametrize("alpha", [0.4, 0.1, 0.05, 0.025, 0.01, 0.0025])
def test_rank_is_that_of_all_sign_patterns(count: int, alpha: float) -> None:
    """The exact distribution gives the rank that enumeration gives."""
    assert _rank(count, alpha) == brute_rank(count, alpha)


@pytest.mark.parametrize(
    ("count", "critical"),
    [(6, 0), (7, 2), (8, 3), (10, 8), (15, 25), (20, 52), (25, 89), (30, 137), (50, 434)],
)
def test_rank_is_that_of_published_tables(count: int, critical: int) -> None:
    """Wilcoxon's critical values, two-sided 5 %, are the rank less one."""
    assert _rank(count, 0.025) == critical + 1


@pytest.mark.parametrize("count", [15, 20, 30, 60])
def test_the_looks_of_the_diff_can_reach_their_level(count: int) -> None:
    """TIMING.md's looks have bounds at one-sided alpha 0.0025."""
    assert _rank(count, 0.0025) > 0


@pytest.mark.parametrize("count", [101, 150])
@pytest.mark.parametrize("alpha", [0.05, 0.025, 0.01, 0.0025])
def test_normal_approximation_errs_to_the_safe_side(
    count: int, alpha: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the exact table the rank is the exact one or up to 1 % less, which widens."""
    approximate = _rank.__wrapped__(count, alpha)
    monkeypatch.setattr(stats, "EXACT_UP_TO", count)
    exact = _rank.__wrapped__(count, alpha)
    assert 0.99 * exact <= approximate <= exact


@given(SAMPLES)
def test_walsh_averages_are_the_means_of_all_pairs(values: list[float]) -> None:
    """Each pair once, each value with itself, in rising order."""
    pairs = [(one + other) / 2 for i, one in enumerate(values) for j, other in enumerate(values) if i <= j]
    assert walsh_averages(values) == sorted(pairs)


@given(SAMPLES, NUMBERS)
def test_hodges_lehmann_moves_with_the_sample(values: list[float], shift: float) -> None:
    """It shifts with its sample, turns with its sign and lies within its range."""
    assert hodges_lehmann([value + shift for value in values]) == pytest.approx(
        hodges_lehmann(values) + shift
    )
    assert hodges_lehmann([-value for value in values]) == pytest.approx(-hodges_lehmann(values))
    assert min(values) <= hodges_lehmann(values) <= max(values)


@given(st.lists(NUMBERS, min_size=1, max_size=10), NUMBERS)
def test_a_bound_is_where_the_test_begins_to_reject(values: list[float], theta: float) -> None:
    """The bounds take in exactly the centres that the one-sided tests do not reject."""
    level = 0.95
    moved = [value - theta for value in values]
    magnitudes = [abs(value) for value in moved]
    if 0 in magnitudes or len(set(magnitudes)) < len(magnitudes):
        return  # with ties the ranks are not those of the distribution
    ranks = {magnitude: rank for rank, magnitude in enumerate(sorted(magnitudes), start=1)}
    positive = sum(ranks[abs(value)] for value in moved if value > 0)
    bounds = signed_rank_bounds(values, level)
    patterns = [sum(rank for rank, sign in zip(ranks.values(), signs, strict=True) if sign)
                for signs in product((0, 1), repeat=len(values))]  # fmt: skip
    too_high = sum(one >= positive for one in patterns) <= 0.05 * len(patterns)  # the centre lies above theta
    too_low = sum(one <= positive for one in patterns) <= 0.05 * len(patterns)
    if bounds is None:
        assert not too_high
        assert not too_low
    else:
        assert (theta < bounds[0]) == too_high
        assert (theta > bounds[1]) == too_low


@given(st.lists(NUMBERS, min_size=8, max_size=10))
def test_a_higher_level_never_narrows(values: list[float]) -> None:
    """The bounds of 99 % take in those of 95 %, and those the estimate."""
    low, high = signed_rank_bounds(values, 0.95)
    lower, higher = signed_rank_bounds(values, 0.99)
    assert lower <= low <= hodges_lehmann(values) <= high <= higher


@pytest.mark.parametrize(("count", "level"), [(0, 0.9), (4, 0.95), (5, 0.975), (6, 0.99)])
def test_too_few_values_have_no_bounds(count: int, level: float) -> None:
    """Where even the extreme pattern is too likely, there is no bound."""
    assert signed_rank_bounds([1.0] * count, level) is None


@pytest.mark.parametrize(("count", "level"), [(5, 0.95), (6, 0.975), (7, 0.99)])
def test_one_value_more_has_bounds(count: int, level: float) -> None:
    """The least sample that reaches a level has its extremes as bounds."""
    assert signed_rank_bounds([float(value) for value in range(count)], level) == (0.0, count - 1.0)


@pytest.mark.parametrize("level", [0.5, 1, 0, -1, 95, math.nan])
def test_a_level_that_makes_no_sense_is_refused(level: float) -> None:
    """Per cent for a share, say, is an error and not an answer."""
    with pytest.raises(ValueError, match="level"):
        signed_rank_bounds([1.0] * 20, level)


def test_bounds_cover_as_often_as_they_say() -> None:
    """2000 samples of a known centre: one-sided misses stay near 5 %."""
    source = random.Random(1)
    missed = 0
    for _ in range(2000):
        low, _ = signed_rank_bounds([source.gauss(0, 1) for _ in range(12)], 0.95)
        missed += low > 0
    assert missed / 2000 < 0.065


def test_sixty_pairs_are_fast() -> None:
    """The largest look of the diff costs milliseconds, not seconds."""
    values = [math.sin(number) for number in range(60)]
    _rank.cache_clear()
    began = time.process_time()
    signed_rank_bounds(values, 0.9975)
    hodges_lehmann(values)
    assert time.process_time() - began < 0.5


@given(SAMPLES)
def test_mad_is_the_median_distance_from_the_median(values: list[float]) -> None:
    """Its definition, and that it does not see a shift."""
    assert mad(values) == median(abs(value - median(values)) for value in values)
    assert mad([value + 3 for value in values]) == mad(values)


def test_spread_is_relative_and_ignores_one_outlier() -> None:
    """1.4826 MAD over the median; a thousandfold outlier moves it little."""
    assert spread([90.0, 100.0, 110.0]) == pytest.approx(0.14826)
    assert spread([90.0, 95.0, 100.0, 110.0, 100_000.0]) < 0.2
    assert spread([0.0, 0.0]) == 0.0


def test_log_ratios_pair_by_place() -> None:
    """ln of each quotient; lists of different lengths are an error."""
    assert log_ratios([2.0, 1.0], [1.0, 2.0]) == [math.log(2), -math.log(2)]
    with pytest.raises(ValueError, match="argument 2"):
        log_ratios([1.0, 2.0], [1.0])


def test_huge_values_do_not_overflow() -> None:
    """Averages of the largest numbers stay finite."""
    assert hodges_lehmann([1.7e308, 1.7e308]) == 1.7e308


def test_groups_that_differ_add_to_the_error() -> None:
    """Four groups one apart: the variance of their means over their number; values out of line count for little."""
    groups = [number % 4 for number in range(40)]
    apart = [float(group) for group in groups]
    assert group_error(apart, groups) == pytest.approx((5 / 3) / 4)
    assert group_error([*apart[:-1], 1000.0], groups) < 2.0


def test_groups_that_do_not_differ_add_nothing_that_counts() -> None:
    """Noise alone: less than the error that it has itself."""
    source = random.Random(1)
    added = [
        group_error([source.gauss(0, 1) for _ in range(60)], [n % 8 for n in range(60)]) for _ in range(200)
    ]
    assert median(added) < 1 / 60
    assert group_error([1.0, 2.0], [0, 0]) == 0.0


@pytest.mark.parametrize(
    ("level", "freedom", "value"),
    [(0.95, 1, 6.3138), (0.95, 2, 2.9200), (0.95, 3, 2.3534), (0.95, 6, 1.9432), (0.95, 14, 1.7613),
     (0.995, 12, 3.0545), (0.9975, 28, 3.0469), (0.975, 59, 2.0010), (0.5, 6, 0.0)],
)  # fmt: skip
def test_students_quantiles_are_those_of_published_tables(level: float, freedom: int, value: float) -> None:
    """For few degrees of freedom, odd and even."""
    assert stats.student(level, freedom) == pytest.approx(value, abs=1e-4)
