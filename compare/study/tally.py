"""What a study of the rule for timings found: pure functions of the samples that `invoke bench --noise` took."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from compare.diff.rule import CHANGED, change
from compare.diff.with_base import row_change
from compare.record.nouns import Look
from compare.report.units import seconds

KINDS = ("steady", "start-up", "contended")
SLOWDOWNS = (0.05, 0.10, 0.15, 0.25)
GOALS = {("steady", 0.05): 0.75, ("steady", 0.10): 0.95, ("start-up", 0.15): 0.90, ("start-up", 0.25): 0.95}
REPORT = 20  # rows


@dataclass
class Entry:
    """A row that was measured once: base against base, or against a head that was made slower for real."""

    number: int  # of the pass
    kind: str  # of KINDS
    slow: float  # as a share
    look: Look
    again: Look | None = None  # of a row that had changed at first
    seconds: float = 0.0  # both looks

    @cached_property
    def first(self) -> str:
        """What the rule said at the first look."""
        return change(self.look.samples, self.look.margin).word

    @cached_property
    def word(self) -> str:
        """What was reported."""
        return row_change(self.look, self.again).word


def summary(entries: Sequence[Entry]) -> Iterator[str]:
    """Lines: false alarms with their bounds, for rows and for reports, then what was told of each slowdown."""
    same = [entry for entry in entries if entry.slow == 0]
    yield f"base against base: {_false(same)}; {_spent(same)}"
    for kind in KINDS:
        yield f"  {kind} rows: {_false([entry for entry in same if entry.kind == kind])}"
    reports = [same[start : start + REPORT] for start in range(0, len(same), REPORT)]
    flagged = sum(any(entry.word in CHANGED for entry in report) for report in reports)
    yield f"  reports of {REPORT} rows: {flagged} of {len(reports)} with a false alarm"
    first = sum(entry.first in CHANGED for entry in same)
    yield f"  called different at the first look: {first} of {len(same)} rows"
    for kind in KINDS:
        for slow in SLOWDOWNS:
            some = [entry for entry in entries if (entry.kind, entry.slow) == (kind, slow)]
            if some:
                yield f"{kind} rows, {slow:+.0%}: {_told(some, GOALS.get((kind, slow)))}; {_spent(some)}"


def _false(entries: Sequence[Entry]) -> str:
    told = sum(entry.word in CHANGED for entry in entries)
    bound = upper_bound(told, len(entries)) if entries else 1.0
    return f"{told} false alarms in {len(entries)} rows (95 % bound {bound:.2%})"


def _told(entries: Sequence[Entry], goal: float | None) -> str:
    told, first = (sum(getattr(one, look) == "slower" for one in entries) for look in ("word", "first"))
    wanted = f" (goal {goal:.0%})" if goal else ""
    return f"{told} of {len(entries)} told, {told / len(entries):.0%}{wanted}; {first} at the first look"


def _spent(entries: Sequence[Entry]) -> str:
    if not entries:
        return "no rows"
    pairs = sum(len(entry.look.samples) for entry in entries) / len(entries)
    times = [entry.seconds for entry in entries]
    longest = f"{max(times):.1f} at most, {seconds(sum(times) * 1e9)} in all"
    return f"{pairs:.0f} pairs and {sum(times) / len(times):.1f} s a row, {longest}"


def upper_bound(seen: int, of: int, level: float = 0.95) -> float:
    """The largest rate that so few events still allow: Clopper and Pearson's upper bound."""
    low, high = seen / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(math.comb(of, k) * middle**k * (1 - middle) ** (of - k) for k in range(seen + 1))
        low, high = (middle, high) if below > 1 - level else (low, middle)
    return high
