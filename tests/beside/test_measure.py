"""Base beside head on fake lanes: no process, no clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from compare.beside.measure import FULL, SMOKE, Failed, Side, measure
from compare.catalogue.contract import Variant
from compare.diff.rule import TEAM
from compare.lanes.fake import FakeLane, trial_reply
from compare.lanes.lane import Outcome
from compare.plan.plan import Row

ROW = Row("default", Variant("plain", headline=True), "python", {})


def side(
    name: str, elapsed: Callable[[], int], launches: int = 4, row: Row = ROW, fresh: bool = False
) -> Side:
    """A side whose trials take what a function says."""
    lanes = [
        FakeLane(f"{name}{number}", "python", lambda _parameters, _request: trial_reply({"n": 1}, elapsed()))
        for number in range(launches)
    ]
    return Side(name, lanes, {"op": "prepare", "parameters": {}, "program": "x.py"}, row, fresh, 1.0)


def asked(one: Side, operation: str) -> list[list[dict]]:
    """The requests of a kind, a list for each launch."""
    return [[request for request in lane.asked if request["op"] == operation] for lane in one.lanes]


def test_a_plain_slowdown_is_measured_in_few_pairs() -> None:
    """Fifteen suffice; each side's launches are all visited, and warmed up before."""
    source = random.Random(1)
    base, head = (
        side(name, lambda cost=cost: round(source.gauss(cost, cost / 50)))
        for name, cost in (("base", 10**6), ("head", 13 * 10**5))
    )
    samples = measure(base, head, 0.02, random.Random(2), FULL)
    assert len(samples) == 15
    assert all(1.1 < sample[1] / sample[0] < 1.5 for sample in samples)
    for one in (base, head):
        assert [len(warms) for warms in asked(one, "warm")] == [1, 1, 1, 1]
        assert all(asked(one, "trial"))
        assert [len(drops) for drops in asked(one, "drop")] == [1, 1, 1, 1]


def test_noise_is_given_all_pairs() -> None:
    """Sixty, then no more."""
    source = random.Random(3)
    samples = measure(
        *(side(name, lambda: source.randrange(10**5, 10**6)) for name in ("base", "head")), 0.02, source, FULL
    )
    assert len(samples) == 60


def test_a_row_is_given_no_step_that_would_outlast_its_time() -> None:
    """It ends at a look, and not before the first one."""
    source = random.Random(9)
    base, head = (side(name, lambda: source.randrange(10**5, 10**6)) for name in ("base", "head"))
    assert len(measure(base, head, 0.02, source, replace(FULL, row_ns=0))) == 15


def test_a_visit_has_as_many_trials_as_fit() -> None:
    """Six in each launch of a fake lane's, which take no time at all; one of those that outlast it."""
    for spend, trials in ((FULL, 6), (replace(FULL, launch_ns=0), 1)):
        base, head = (side(name, lambda: 1000) for name in ("base", "head"))
        pairs = len(measure(base, head, 0.02, random.Random(10), spend))
        assert sum(map(len, asked(base, "trial"))) == 2 + TEAM * trials * pairs  # two for the calibration


def test_a_visit_calls_on_a_team_of_launches() -> None:
    """Its time is the geometric mean of theirs; where each sample needs a launch, one is called on alone."""
    for fresh, middle in ((False, 2000.0), (True, 1000.0)):
        one = side("base", lambda: 1000, fresh=fresh)
        for lane in one.lanes[1::2]:
            lane._answer = lambda _parameters, _request: trial_reply({"n": 1}, 4000)
        samples = measure(one, side("head", lambda: 1000, fresh=fresh), 0.02, random.Random(11), FULL)
        assert samples[0][0] == pytest.approx(middle)


def test_a_long_call_of_processes_of_its_own_needs_one_worker_a_side() -> None:
    """To warm up all of them would take longer than the row; a short one is called by all."""
    row = Row("default", Variant("plain", once=True), "python", {})
    for long_ns, launches in ((1000, 1), (10**9, 4)):
        base, head = (side(name, lambda: 1000, row=row) for name in ("base", "head"))
        samples = measure(base, head, 0.02, random.Random(12), replace(FULL, long_ns=long_ns))
        assert {place for _, _, *places, _ in samples for place in places} == set(range(launches))
        for one in (base, head):
            assert sum(map(bool, asked(one, "warm"))) == launches


def test_both_sides_call_equally_often() -> None:
    """One count for all launches, so that what repeats is alike."""
    base, head = side("base", lambda: 1000), side("head", lambda: 1000)
    measure(base, head, 0.02, random.Random(4), FULL)
    counts = {
        request["repeat"] for one in (base, head) for trials in asked(one, "trial") for request in trials
    }
    assert counts - {None} == {1}


def test_a_failed_trial_ends_the_row_and_names_its_side() -> None:
    """The outcome goes on to the record."""
    base, head = side("base", lambda: 1000), side("head", lambda: 1000)
    head.lanes[2]._answer = lambda _parameters, _request: Outcome("crashed", "SIGSEGV")
    with pytest.raises(Failed, match="head: crashed"):
        measure(base, head, 0.02, random.Random(5), FULL)


def test_outputs_of_all_visits_are_kept() -> None:
    """Distinct ones with their number, for the judge."""
    base, head = side("base", lambda: 1000), side("head", lambda: 1000)
    measure(base, head, 0.02, random.Random(6), SMOKE)
    (kept,) = base.outputs.values()
    assert kept["value"] == {"n": 1} and kept["count"] >= SMOKE.pairs


def test_a_pair_that_needs_fresh_workers_gets_one_for_each_trial() -> None:
    """A launch a sample."""
    base, head = (side(name, lambda: 1000, launches=1, fresh=True) for name in ("base", "head"))
    samples = measure(base, head, 0.02, random.Random(7), SMOKE)
    assert base.lanes[0].launch > len(samples)


def test_a_leftover_ends_the_row() -> None:
    """What a trial leaves is told, as everywhere."""
    base, head = side("base", lambda: 1000), side("head", lambda: 1000)
    head.lanes[0].left = [Outcome("leaked", "left running: sleep")]
    with pytest.raises(Failed, match="leaked"):
        measure(base, head, 0.02, random.Random(8), FULL)
    assert head.lanes[0].launch == 2
