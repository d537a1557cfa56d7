"""What timed trials give; records are made, no clock is read."""

from __future__ import annotations

from typing import Any

import pytest

from compare.judge import Figures, PairVerdict
from compare.record.nouns import Warmup
from tests.judge.builders import BOTH, DOTNET, PY313, PYTHON, case, contract, failed, judged, timed, trial

VARIANTS = [{"name": "serial", "reference": True}, {"name": "fast", "headline": True}, {"name": "other"}]
STEADY = [100.0, 110.0, 90.0, 105.0, 95.0, 100.0, 102.0, 98.0]


def verdict(*rows: Any, **changes: Any) -> PairVerdict:
    """A verdict on rows of timed trials, each (lane, variant, times)."""
    trials = [one for lane, variant, times in rows for one in timed(lane, times, variant=variant)]
    seen = {(one.lane, one.variant): one for one in trials}
    observed = [trial(lane, variant=variant) for lane, variant in seen]
    return judged([*observed, *trials], contract(variants=VARIANTS), **changes)


def figures(found: PairVerdict, lane: str, variant: str = "fast") -> Figures:
    """One row's figures."""
    (one,) = [one for one in found.figures if (one.lane, one.variant) == (lane, variant)]
    return one


def doubled(times: list[float]) -> list[float]:
    """Twice each time."""
    return [2 * time for time in times]


def test_median_and_spread_are_of_one_call() -> None:
    """Elapsed time over the calls that were made in it."""
    trials = timed("python", [1000, 2000, 3000], repeat=10)
    (row,) = judged([trial("python"), *trials], contract(), lanes=[PYTHON]).figures
    assert (row.median_ns, row.samples, row.launches) == (200.0, 3, 1)
    assert row.spread == pytest.approx(1.4826 * 100 / 200)


def test_ratio_is_paired_by_round() -> None:
    """A machine that slows down all the while leaves the ratio exact."""
    drifting = [100.0 * 2**number for number in range(8)]
    row = figures(verdict(("python", "fast", drifting), ("dotnet", "fast", doubled(drifting))), "dotnet")
    assert row.ratio == pytest.approx(2)
    assert (row.ratio_interval.low, row.ratio_interval.high) == pytest.approx((2, 2))
    assert row.ratio_interval.level == 0.95


@pytest.mark.parametrize(
    ("python", "dotnet", "unclear"),
    [
        ([100.0, 200.0, 300.0, 400.0, 500.0], [105.0, 208.0, 290.0, 412.0, 512.0], True),
        ([100.0, 200.0, 300.0, 400.0, 500.0], [105.0, 208.0, 310.0, 412.0, 512.0], False),
        ([100.0, 200.0, 300.0, 400.0, 500.0], [105.0, 208.0, 299.0, 412.0, 512.0], False),
    ],
    ids=["the medians say faster", "they say slower", "they say the same"],
)
def test_100_ratio_that_its_medians_contradict_is_not_told(
    python: list[float], dotnet: list[float], unclear: bool
) -> None:
    """Red where a reader sees 1.03× beside 300 ns and 290 ns without a word."""
    rows = [("python", "serial", dotnet), ("python", "fast", python), ("dotnet", "fast", dotnet)]
    found = verdict(*rows)
    row, gain = figures(found, "dotnet"), figures(found, "python")
    assert row.ratio > 1.005
    assert (row.ratio_unclear, gain.speedup_unclear) == (unclear, unclear)


def test_interval_lies_around_the_ratio() -> None:
    """Noise on one side opens it; low is below high."""
    noisy = [time * (1 + number / 100) for number, time in enumerate(doubled(STEADY))]
    row = figures(verdict(("python", "fast", STEADY), ("dotnet", "fast", noisy)), "dotnet")
    assert 2 <= row.ratio_interval.low < row.ratio < row.ratio_interval.high <= 2.2


def test_only_common_rounds_are_paired() -> None:
    """A lane that lost a round is compared on the others."""
    python = timed("python", STEADY)
    dotnet = [one for one in timed("dotnet", doubled(STEADY)) if one.round != 3]
    found = judged([trial("python"), trial("dotnet"), *python, *dotnet], contract())
    assert figures(found, "dotnet", "plain").ratio == pytest.approx(2)
    assert figures(found, "dotnet", "plain").samples == 7


def test_lanes_are_compared_on_the_headline_only() -> None:
    """Other variants have no ratio, and python none with itself."""
    rows = [(lane, name, STEADY) for lane in ("python", "dotnet") for name in ("serial", "fast", "other")]
    found = verdict(*rows)
    with_ratio = {(one.lane, one.variant) for one in found.figures if one.ratio is not None}
    assert with_ratio == {("dotnet", "fast")}


def test_without_the_lane_python_there_is_no_ratio() -> None:
    """Another interpreter does not silently take its place."""
    found = verdict(("py313", "fast", STEADY), ("dotnet", "fast", STEADY), lanes=[PY313, DOTNET])
    assert all(one.ratio is None for one in found.figures)


def test_speedup_is_against_the_own_reference() -> None:
    """The reference variant's time over the row's, in the same lane."""
    found = verdict(
        ("python", "serial", doubled(STEADY)),
        ("python", "fast", STEADY),
        ("dotnet", "serial", STEADY),
        ("dotnet", "fast", STEADY),
    )
    assert figures(found, "python").speedup == pytest.approx(2)
    assert figures(found, "dotnet").speedup == pytest.approx(1)
    assert figures(found, "python", "serial").speedup is None
    assert (
        figures(found, "python").speedup_interval.low <= 2 <= figures(found, "python").speedup_interval.high
    )


@pytest.mark.parametrize(("rounds", "there"), [(1, False), (5, False), (6, True)])
def test_too_few_rounds_have_no_interval(rounds: int, there: bool) -> None:
    """Five rounds cannot reach 95 %; the ratio stands without one."""
    row = figures(verdict(("python", "fast", STEADY[:rounds]), ("dotnet", "fast", STEADY[:rounds])), "dotnet")
    assert row.ratio == pytest.approx(1)
    assert (row.ratio_interval is not None) == there


def test_launches_are_counted() -> None:
    """An interval from one launch can be labelled so."""
    trials = [one for launch in (1, 2) for one in timed("python", STEADY[:2], launch=launch)]
    (row,) = judged([trial("python"), *trials], contract(), lanes=[PYTHON]).figures
    assert (row.launches, row.samples) == (2, 4)


def test_several_trials_of_a_round_are_one_sample() -> None:
    """They would make an interval narrower than it is."""
    twice = [*timed("python", STEADY[:3]), *timed("python", STEADY[:3], position=2)]
    other = timed("dotnet", STEADY[:3])
    found = judged([trial("python"), trial("dotnet"), *twice, *other], contract())
    assert figures(found, "dotnet", "plain").ratio == pytest.approx(1)
    assert figures(found, "dotnet", "plain").ratio_interval is None


@pytest.mark.parametrize("fault", [{"elapsed_ns": 0}, {"repeat": 0}])
def test_times_that_cannot_be_are_left_out(fault: dict[str, int]) -> None:
    """A record that was edited by hand stops no report."""
    trials = [trial("python"), *timed("python", [5, 5, 5]), trial("python", mode="timed", round=9, **fault)]
    (row,) = judged(trials, contract(), lanes=[PYTHON]).figures
    assert (row.samples, row.median_ns) == (3, 5)


def test_cpu_share_is_a_median_of_those_known() -> None:
    """Two of four cores busy is 2; an unknown one is left out."""
    trials = timed("python", [100, 100, 100], cpu_ns=200)
    trials.append(trial("python", mode="timed", round=4, elapsed_ns=100, cpu_ns=None))
    (row,) = judged([trial("python"), *trials], contract(), lanes=[PYTHON]).figures
    assert row.cpu_ratio == 2
    (row,) = judged([trial("python"), *timed("python", [1])], contract(), lanes=[PYTHON]).figures
    assert row.cpu_ratio is None


def test_first_call_is_that_of_the_first_launch() -> None:
    """A worker that was replaced warmed up again; the first start is what is shown."""
    warmups = (Warmup("plain", "python", 2, 50, 7, 90), Warmup("plain", "python", 1, 900, 3, 990))
    (row,) = judged(
        [trial("python"), *timed("python", [1])], contract(), lanes=[PYTHON], warmups=warmups
    ).figures
    assert (row.first_ns, row.warm_calls) == (900, 3)
    (row,) = judged([trial("python"), *timed("python", [1])], contract(), lanes=[PYTHON]).figures
    assert (row.first_ns, row.warm_calls) == (None, None)


def test_wrong_rows_have_no_figures() -> None:
    """A fast wrong answer is not fast; rows beside it keep theirs."""
    field = {"mode": "equal", "expect": {"*": 1}}
    trials = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
    trials += [*timed("python", STEADY, {"n": 1}), *timed("dotnet", STEADY, {"n": 2})]
    found = judged(trials, contract({"n": field}))
    assert [one.lane for one in found.figures] == ["python"]


def test_a_row_that_failed_in_the_end_has_no_figures() -> None:
    """Its earlier rounds are dropped too."""
    trials = [trial("python"), trial("dotnet"), *timed("python", STEADY), *timed("dotnet", STEADY)]
    found = judged([*trials, failed("dotnet", "crashed", mode="timed", round=9)], contract())
    assert [one.lane for one in found.figures] == ["python"]


def test_a_row_that_was_cut_short_keeps_its_figures() -> None:
    """--max-time makes fewer rounds, not wrong ones."""
    trials = [trial("python"), trial("dotnet"), *timed("python", STEADY), *timed("dotnet", STEADY[:3])]
    found = judged([*trials, failed("dotnet", "not-run")], contract())
    assert [one.lane for one in found.figures] == ["python", "dotnet"]


def test_observed_trials_are_never_timed() -> None:
    """A trace costs time: the two kinds are not mixed."""
    assert judged([trial(lane.name) for lane in BOTH], contract()).figures == ()


def test_figures_are_of_one_case() -> None:
    """The first that was timed: other parameters are other work."""
    trials = [one for name in "ba" for one in timed("python", [1, 2], case=name)]
    cases = [case("a"), case("b")]
    observed = [trial("python", case=name) for name in "ab"]
    (row,) = judged([*observed, *trials], contract(), lanes=[PYTHON], cases=cases).figures
    assert row.samples == 2


def test_unlike_costs_have_no_ratio() -> None:
    """The contract says what they are of; speed-up within a language stays."""
    unlike = [one | ({"unlike": "A process, a thread."} if one.get("headline") else {}) for one in VARIANTS]
    rows = [(lane.name, variant, STEADY) for lane in BOTH for variant in ("serial", "fast")]
    trials = [one for lane, variant, times in rows for one in timed(lane, times, variant=variant)]
    found = judged(trials, contract(variants=unlike))
    assert found.unlike == "A process, a thread."
    assert figures(found, "dotnet").ratio is None
    assert figures(found, "dotnet").speedup is not None
