"""The rule by which a row is called slower, faster, the same, or neither.

Pairs of visits, base beside head, are added in steps while the row is undecided; at each look the
pseudo-median of ln(head / base) is held against one-sided bounds of its own. Those are wider where the
launches of a side differ: pairs of the same launches do not average that out. `invoke bench --noise`
measures how often the rule is wrong on a machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from compare.record import Sample
from compare.stats import group_error, hodges_lehmann, log_ratios, signed_rank_bounds

MARGIN = 0.02  # a change has to be larger than this to be called one, where the contract names no margin
EQUAL = 0.10  # both bounds within this: the same
PLAINLY_EQUAL = 0.05  # both bounds within this: the same, and no further pairs are worth their time
ALPHA = 0.0025  # of each bound, at each look
LOOKS = (15, 20, 30, 60)  # pairs; fewer than 9 cannot reach ALPHA at all
# Of each side, by the lane's kind: CPython's differ by 1 to 4 % among themselves, and are quickly started and warm.
LAUNCHES = {"python": 16, "dotnet": 8, "pythonnet": 8}
TEAM = 2  # launches that share a visit, so that a pair holds less of what one of them has of its own
# By how many standard errors the launches' own differences widen a bound: Student's 95 % at 14 degrees of
# freedom. Less than ALPHA asks for, since a change counts only if fresh launches say so too.
LAUNCH_ERRORS = 1.761

CHANGED = ("slower", "faster")
Word = Literal["slower", "faster", "same", "inconclusive"]


@dataclass(frozen=True)
class Change:
    """What the pairs of one row say of head against base."""

    word: Word
    pairs: int
    ratio: float  # head's time over base's
    low: float | None  # bounds of the ratio, each by itself at 1 - ALPHA; None for too few pairs
    high: float | None
    detectable: float | None  # the smallest slowdown that these pairs would have shown, as a share


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
    estimate, bounds = _estimated(samples)
    if bounds is None:
        return Change("inconclusive", len(samples), math.exp(estimate), None, None, None)
    low, high = bounds
    detectable = math.expm1(math.log1p(margin) + estimate - low)
    word = _word(low, high, margin)
    return Change(word, len(samples), math.exp(estimate), math.exp(low), math.exp(high), detectable)


def decided(samples: Sequence[Sample], margin: float = MARGIN) -> bool:
    """Whether further pairs are not worth their time: a change is plain, or plainly none, or all looks are done."""
    if len(samples) >= LOOKS[-1]:
        return True
    bounds = _estimated(samples)[1] if len(samples) in LOOKS else None
    if bounds is None:
        return False
    low, high = bounds
    changed = _word(low, high, margin) in CHANGED
    return changed or (low > -math.log1p(PLAINLY_EQUAL) and high < math.log1p(PLAINLY_EQUAL))


def _estimated(samples: Sequence[Sample]) -> tuple[float, tuple[float, float] | None]:
    """The pseudo-median of ln(head / base) and its bounds; no bounds of too few pairs."""
    logs = log_ratios([head for _, head, *_ in samples], [base for base, *_ in samples])
    estimate, bounds = hodges_lehmann(logs), signed_rank_bounds(logs, 1 - ALPHA)
    if bounds is None:
        return estimate, None
    launches = sum(group_error(logs, [sample[side] for sample in samples]) for side in (2, 3))
    more = LAUNCH_ERRORS * math.sqrt(launches)
    return estimate, (
        estimate - math.hypot(estimate - bounds[0], more),
        estimate + math.hypot(bounds[1] - estimate, more),
    )


def turns(source: random.Random, teams: int) -> Iterator[Turn]:
    """ABBA blocks without end: each begins with a side drawn by lot, and its second pair goes the other way round.

    One after the other, each team of a side meets each of the other's.
    """
    head_first = False
    for number in count():
        head_first = source.random() < 0.5 if number % 2 == 0 else not head_first
        base = number % teams
        yield Turn(base, (base + number // teams) % teams, head_first)


def _word(low: float, high: float, margin: float) -> Word:
    if low > math.log1p(margin):
        return "slower"
    if high < -math.log1p(margin):
        return "faster"
    equal = math.log1p(max(EQUAL, margin))
    return "same" if low > -equal and high < equal else "inconclusive"
