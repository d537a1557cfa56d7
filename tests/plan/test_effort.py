"""How much is spent on timings."""

from __future__ import annotations

from compare.judge.stats import signed_rank_bounds
from compare.plan.plan import DEFAULT


def test_slow_rows_have_rounds_enough_for_an_interval() -> None:
    """Of 95 %, two-sided; red with five, which have none."""
    assert signed_rank_bounds([0.1] * DEFAULT.least_rounds, 0.975) is not None
