"""The rule by which a row is called slower, faster, the same, or neither.

Pairs of visits, base beside head, are added in steps while the row is undecided; at each look the
pseudo-median of ln(head / base) is held against one-sided bounds of its own. `invoke bench --noise`
measures how often the rule is wrong on a machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from compare.stats import hodges_lehmann, signed_rank_bounds

MARGIN = 0.02  # a change has to be larger than this to be called one, where the contract names no margin
EQUAL = 0.10  # both bounds within this: the same
PLAINLY_EQUAL = 0.03  # both bounds within this: the same, and no further pairs are worth their time
ALPHA = 0.0025  # of each bound, at each look
LOOKS = (15, 20, 30, 60)  # pairs; fewer than 9 cannot reach ALPHA at all
LAUNCHES = 4  # of each side

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
    """One ABBA pair to come: which launch of each side, and who goes first."""

    base: int
    head: int
    head_first: bool


def change(logs: Sequence[float], margin: float = MARGIN) -> Change:
    """What the pairs say.

    Args:
        logs: ln(head / base), a pair each.
        margin: the change that is still none, as a share.

    Raises:
        statistics.StatisticsError: there are no pairs.
    """
    estimate = hodges_lehmann(logs)
    bounds = signed_rank_bounds(logs, 1 - ALPHA)
    if bounds is None:
        return Change("inconclusive", len(logs), math.exp(estimate), None, None, None)
    low, high = bounds
    detectable = math.expm1(math.log1p(margin) + estimate - low)
    return Change(
        _word(low, high, margin), len(logs), math.exp(estimate), math.exp(low), math.exp(high), detectable
    )


def decided(logs: Sequence[float], margin: float = MARGIN) -> bool:
    """Whether further pairs are not worth their time: a change is plain, or plainly none, or all looks are done."""
    if len(logs) >= LOOKS[-1]:
        return True
    bounds = signed_rank_bounds(logs, 1 - ALPHA) if len(logs) in LOOKS else None
    if bounds is None:
        return False
    low, high = bounds
    changed = _word(low, high, margin) in ("slower", "faster")
    return changed or (low > -math.log1p(PLAINLY_EQUAL) and high < math.log1p(PLAINLY_EQUAL))


def turns(source: random.Random, launches: int = LAUNCHES) -> Iterator[Turn]:
    """ABBA blocks without end: each begins with a side drawn by lot, and its second pair goes the other way round.

    One after the other, each launch of a side meets each of the other's.
    """
    head_first = False
    for number in count():
        head_first = source.random() < 0.5 if number % 2 == 0 else not head_first
        base = number % launches
        yield Turn(base, (base + number // launches) % launches, head_first)


def _word(low: float, high: float, margin: float) -> Word:
    if low > math.log1p(margin):
        return "slower"
    if high < -math.log1p(margin):
        return "faster"
    return "same" if low > -math.log1p(EQUAL) and high < math.log1p(EQUAL) else "inconclusive"
