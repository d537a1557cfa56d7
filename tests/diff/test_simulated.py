"""The rule's errors on drawn pairs, both looks taken together: what reports and BENCHMARKS.md claim of it.

All is drawn from seeds, so nothing here depends on a clock or on the machine.
"""

from __future__ import annotations

import math
import random

import pytest

from compare.diff.rule import CHANGED, LAUNCH_LEVEL, change, decided, together, turns
from compare.record.nouns import Sample

ALIKE, APART, FAR = 0.004, 0.03, 0.10  # by how much teams of launches differ


def row(
    source: random.Random, teams: int, effect: float, noise: float, launch: float, most: int = 60
) -> list[Sample]:
    """Pairs until the rule has decided: heavy tails, an effect of each team of launches, and of who goes first."""
    base, head = ([source.gauss(0, launch) for _ in range(teams)] for _ in range(2))
    samples: list[Sample] = []
    for turn in turns(source, teams):
        tail = 4 if source.random() < 0.05 else 1
        log = math.log1p(effect) + head[turn.head] - base[turn.base] + source.gauss(0, noise) * tail
        log += 0.01 if turn.head_first else -0.01
        samples.append((1000.0, 1000.0 * math.exp(log), turn.base, turn.head, turn.head_first))
        if len(samples) == most or decided(samples):
            break
    return samples


def words(
    source: random.Random, teams: int, effect: float, noise: float, launch: float, most: int = 60
) -> tuple[str, str]:
    """What is said after the first look, and what is reported."""
    first = row(source, teams, effect, noise, launch, most)
    word = change(first).word
    if word not in CHANGED:
        return word, word
    return word, together(first, row(source, teams, effect, noise, launch, most)).word


@pytest.mark.parametrize(
    ("teams", "noise", "launch"), [(8, 0.04, ALIKE), (4, 0.02, APART), (4, 0.02, FAR), (8, 0.02, FAR)]
)
def test_hardly_a_row_is_reported_that_has_not_changed(teams: int, noise: float, launch: float) -> None:
    """Fewer than 1 % of rows, however far launches are apart; red where the first look alone decides."""
    source = random.Random(11)
    told = [words(source, teams, 0.0, noise, launch) for _ in range(600)]
    assert sum(word in CHANGED for _, word in told) < len(told) / 100
    if launch == FAR:
        assert sum(first in CHANGED for first, _ in told) > len(told) / 100


@pytest.mark.parametrize(
    ("teams", "noise", "launch", "most"),
    [(8, 0.02, ALIKE, 60), (4, 0.02, APART, 60), (4, 0.01, FAR, 60), (4, 0.02, 0.01, 15)],
)
def test_the_smallest_detectable_change_is_told(teams: int, noise: float, launch: float, most: int) -> None:
    """Of a slowdown as large as was printed 80 % are reported; red where the bound alone is printed (41 to 59 %)."""
    source = random.Random(12)
    told = 0
    for _ in range(200):
        printed = change(row(source, teams, 0.0, noise, launch, most)).detectable
        assert printed is not None
        told += words(source, teams, printed, noise, launch, most)[1] == "slower"
    assert told >= 160


@pytest.mark.parametrize(("teams", "launch"), [(4, FAR), (8, FAR)])
def test_each_bound_holds_as_often_as_is_said(teams: int, launch: float) -> None:
    """In 95 % of rows, with all looks done (of 8,000 other bounds 4.3 and 4.0 % missed).

    Red where the launches' own differences do not count.
    """
    source = random.Random(16)
    missed, rows = 0, 1000
    for _ in range(rows):
        base, head = ([source.gauss(0, launch) for _ in range(teams)] for _ in range(2))
        order = [turn for turn, _ in zip(turns(source, teams), range(60), strict=False)]
        logs = [head[turn.head] - base[turn.base] + source.gauss(0, 0.004) for turn in order]
        samples = [
            (1.0, math.exp(log), turn.base, turn.head, turn.head_first)
            for log, turn in zip(logs, order, strict=True)
        ]
        seen = change(samples)
        assert seen.low is not None and seen.high is not None
        missed += (seen.low > 1) + (seen.high < 1)
    assert missed / (2 * rows) <= 1 - LAUNCH_LEVEL


def test_the_same_is_hardly_ever_a_tenth() -> None:
    """A slowdown of just more than 10 % is called within ±10 % in fewer than 5 % of rows."""
    source = random.Random(14)
    told = [words(source, 4, 0.101, 0.03, APART)[1] for _ in range(200)]
    assert told.count("same") <= 10


def test_two_looks_tell_more_than_the_second_alone() -> None:
    """At +5 % with launches 3 % apart; red where a row is reported only if the second look says so by itself."""
    source = random.Random(15)
    recurred = reported = 0
    for _ in range(200):
        first = row(source, 8, 0.05, 0.02, APART)
        if change(first).word != "slower":
            continue
        again = row(source, 8, 0.05, 0.02, APART)
        recurred += change(again).word == "slower"
        reported += together(first, again).word == "slower"
    assert reported >= recurred + 10
