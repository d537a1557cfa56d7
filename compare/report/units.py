"""Times and ratios as people read them: three significant digits and a sensible unit."""

from __future__ import annotations

import math

_UNITS = (("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9))


def duration(ns: float) -> str:
    """A time with three significant digits: 830 ns, 14.3 ms, 1.02 s."""
    if ns <= 0:
        return "0 ns"
    for unit, scale in _UNITS:
        number = _three(ns / scale)
        if float(number) < 1000 or unit == "s":
            return f"{number} {unit}"
    raise AssertionError


def seconds(ns: float) -> str:
    """How long a run took: 8.2 s, 48 s, 3 min 5 s."""
    whole = round(ns / 1e9)
    if whole >= 60:
        return f"{whole // 60} min {whole % 60} s"
    return f"{ns / 1e9:.1f} s" if whole < 10 else f"{whole} s"


def milliseconds(ns: float, whole_ns: float) -> str:
    """A place on a timeline, with the decimals that the whole line's length calls for."""
    return f"{ns / 1e6:.{3 if whole_ns < 1e6 else 2 if whole_ns < 1e8 else 1}f}"


def ratio(value: float) -> str:
    """A ratio with two decimals, fewer when large, two digits when tiny."""
    if value < 0.0005:
        return "<.001"
    if value < 0.095:
        return f"{value:.{1 - math.floor(math.log10(value))}f}"
    if value < 9.995:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


def times(value: float) -> str:
    """A speed-up with two significant digits: 0.85, 1.9, 12."""
    if value < 0.995:
        return ratio(value)
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def memory(count: int) -> str:
    """Bytes with a sensible unit: 0.4 MB, 12 MB, 1.2 GB."""
    if count >= 999_500_000:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 9_950_000 else f"{count / 1e6:.1f} MB"


def percent(share: float) -> str:
    """A spread in whole percents, capped where it says no more."""
    return f"{min(round(share * 100), 999)}%"


def interval(low: float, high: float) -> str:
    """Both bounds of a ratio's interval."""
    return f"{ratio(low)}–{ratio(high)}"


def _three(value: float) -> str:
    decimals = max(0, 2 - math.floor(math.log10(value)))
    if round(value, decimals) >= 10 ** (3 - decimals):  # 9.996 would become 10.00: one digit too many
        decimals = max(0, decimals - 1)
    return f"{value:.{decimals}f}"
