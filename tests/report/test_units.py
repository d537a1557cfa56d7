"""Times and ratios read well at every size."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.report import units


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 ns"),
        (0.25, "0.250 ns"),
        (830, "830 ns"),
        (999.4, "999 ns"),
        (999.7, "1.00 µs"),
        (1_234, "1.23 µs"),
        (14_300_000, "14.3 ms"),
        (99_960_000, "100 ms"),
        (999_999_999, "1.00 s"),
        (61_000_000_000, "61.0 s"),
        (1_234_000_000_000, "1234 s"),
    ],
)
def test_duration_has_three_digits_and_a_unit(ns: float, text: str) -> None:
    """The unit changes where rounding reaches it."""
    assert units.duration(ns) == text


@given(st.floats(1e-1, 1e12))
def test_duration_is_true(ns: float) -> None:
    """What is shown is within half a percent of what it was, in at most seven columns."""
    number, unit = units.duration(ns).split()
    scale = {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}[unit]
    assert float(number) * scale == pytest.approx(ns, rel=0.0051)
    assert ns < 1 or len(re.sub(r"\D", "", number)) == 3 or unit == "s"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0001, "<.001"),
        (0.0149, "0.015"),
        (0.35, "0.35"),
        (1, "1.00"),
        (9.999, "10.0"),
        (12.34, "12.3"),
        (250.4, "250"),
    ],
)
def test_ratio_has_two_or_three_digits(value: float, text: str) -> None:
    """Small ones keep two digits, large ones lose decimals."""
    assert units.ratio(value) == text


def test_speedup_spread_and_counts() -> None:
    """The other small forms."""
    assert [units.times(value) for value in (0.41, 1.94, 12.1)] == ["0.41", "1.9", "12"]
    assert [units.percent(value) for value in (0.004, 0.031, 25)] == ["0%", "3%", "999%"]
    assert [units.seconds(value * 1e9) for value in (0.24, 48.3, 185)] == ["0.2 s", "48 s", "3 min 5 s"]
    assert [units.milliseconds(1_234_567, whole) for whole in (5e5, 5e6, 5e8)] == ["1.235", "1.23", "1.2"]
