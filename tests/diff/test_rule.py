"""The rule for timings: its words, its order of visits, and its errors on drawn samples."""

from __future__ import annotations

import math
import random
from itertools import islice

import pytest

from compare.diff.rule import ALPHA, CHANGED, EQUAL, LAUNCHES, LOOKS, TEAM, Turn, change, decided, turns
from compare.judge.stats import group_error, hodges_lehmann, signed_rank_bounds
from compare.record.nouns import Sample

TEAMS = LAUNCHES["python"] // TEAM


def _pairs(logs: list[float]) -> list[Sample]:
    """Pairs whose launches are alike."""
    order = islice(turns(random.Random(0), TEAMS), len(logs))
    return [_pair(log, turn) for log, turn in zip(logs, order, strict=True)]


def _pair(log: float, turn: Turn) -> Sample:
    return (1000.0, 1000.0 * math.exp(log), turn.base, turn.head, turn.head_first)


def _row(source: random.Random, effect: float, deviation: float, launch: float = 0.004) -> list[Sample]:
    """Pairs until the rule has decided: heavy tails, an effect of each team of launches, and of who goes first."""
    base, head = ([source.gauss(0, launch) for _ in range(TEAMS)] for _ in range(2))
    samples: list[Sample] = []
    for turn in turns(source, TEAMS):
        tail = 4 if source.random() < 0.05 else 1
        first = 0.01 if turn.head_first else -0.01
        noise = first + source.gauss(0, deviation) * tail
        log = math.log1p(effect) + head[turn.head] - base[turn.base] + noise
        samples.append(_pair(log, turn))
        if decided(samples):
            return samples
    raise AssertionError


def test_identical_rows_are_never_called_different() -> None:
    """200 rows of base against base on a noisy machine: none is slower or faster."""
    source = random.Random(1)
    words = [change(_row(source, 0.0, 0.04)).word for _ in range(200)]
    assert set(words) <= {"same", "inconclusive"}


def test_launches_that_differ_make_no_change() -> None:
    """Each team of launches 10 % off by itself: two looks, each in fresh launches, never agree on a change."""
    source = random.Random(8)
    looks = [change(_row(source, 0.0, 0.02, 0.1)).word for _ in range(600)]
    assert sum(one in CHANGED for one in looks) <= len(looks) * 0.06
    assert not any(
        one == other and one in CHANGED for one, other in zip(looks[::2], looks[1::2], strict=True)
    )


@pytest.mark.parametrize(("effect", "least"), [(0.05, 0.8), (0.10, 0.99), (0.25, 1.0)])
def test_a_slowdown_is_found(effect: float, least: float) -> None:
    """The share of rows in which it is, with the pairs' deviation at 4 %."""
    source = random.Random(2)
    found = [change(_row(source, effect, 0.04)).word == "slower" for _ in range(100)]
    assert sum(found) / len(found) >= least


def test_a_speed_up_is_told_as_one() -> None:
    """The same rule in the other direction."""
    assert change(_row(random.Random(3), -0.2, 0.02)).word == "faster"


def test_too_few_pairs_say_nothing() -> None:
    """However large the change is."""
    few = change(_pairs([1.0] * 8))
    assert (few.word, few.low, few.detectable) == ("inconclusive", None, None)


def test_a_wide_interval_is_not_the_same() -> None:
    """Cannot tell is an answer; it is not equality."""
    source = random.Random(4)
    assert change(_pairs([source.gauss(0, 0.5) for _ in range(60)])).word == "inconclusive"


def test_within_the_margin_is_no_change() -> None:
    """A slowdown that the contract accepts is not told as one."""
    source = random.Random(5)
    logs = _pairs([math.log1p(0.06) + source.gauss(0, 0.005) for _ in range(60)])
    assert change(logs).word == "slower"
    assert change(logs, margin=0.08).word == "same"
    assert change(logs).ratio < 1 + EQUAL


def test_the_smallest_detectable_change_grows_with_the_noise() -> None:
    """And lies above the margin."""
    source = random.Random(6)
    quiet, noisy = (
        change(_pairs([source.gauss(0, deviation) for _ in range(30)])) for deviation in (0.01, 0.1)
    )
    assert quiet.detectable is not None and noisy.detectable is not None
    assert 0.02 < quiet.detectable < noisy.detectable


@pytest.mark.parametrize(("teams", "quantile"), [(4, 1.9432), (8, 1.7613)])
def test_few_launches_have_their_own_quantile(teams: int, quantile: float) -> None:
    """Student's t with as many degrees of freedom as launches leave; red where all rows have that of eight a side."""
    source = random.Random(10)
    base, head = ([source.gauss(0, 0.05) for _ in range(teams)] for _ in range(2))
    order = list(islice(turns(source, teams), 60))
    logs = [head[turn.head] - base[turn.base] + source.gauss(0, 0.01) for turn in order]
    between = sum(group_error(logs, [getattr(turn, side) for turn in order]) for side in ("base", "head"))
    middle, (alone, _) = hodges_lehmann(logs), signed_rank_bounds(logs, 1 - ALPHA)
    seen = change([_pair(log, turn) for log, turn in zip(logs, order, strict=True)])
    assert math.log(seen.low) == pytest.approx(
        middle - math.hypot(middle - alone, quantile * between**0.5), rel=1e-3
    )


def test_visits_go_abba_and_meet_every_team() -> None:
    """Two pairs a block, the second the other way round; as many pairs as meetings hold them all."""
    order = list(islice(turns(random.Random(7), TEAMS), TEAMS**2))
    assert all(one.head_first != other.head_first for one, other in zip(order[::2], order[1::2], strict=True))
    assert len({one.head_first for one in order[::2]}) == 2  # which side begins a block is drawn by lot
    assert len({(one.base, one.head) for one in order}) == TEAMS**2


def test_it_stops_at_looks_only() -> None:
    """A peek in between would raise the rate of false alarms."""
    sure = _pairs([0.5 + number / 1000 for number in range(60)])
    assert [count for count in range(1, 60) if decided(sure[:count])] == [15, 20, 30]
    assert decided(_pairs([0.0, 0.2] * 30)) and LOOKS[-1] == 60
