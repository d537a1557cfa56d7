"""The runner on the fake lane: no process, no clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.errors import Exit
from compare.judge import Report, judge
from compare.lanes.base import Outcome, Program
from compare.lanes.fake import FakeLane, trial_reply
from compare.plan import QUICK, Choice, plan_pair, shuffled_rounds
from compare.record import Record, dumps, parse
from compare.run import Runner
from tests.pairs import CATALOGUE, Quiet

CONTRACT = CATALOGUE.contracts["parallel-squares"]


def _answer(parameters: Any, request: Any) -> Outcome:
    return trial_reply({"squares": sorted(number * number for number in parameters["numbers"])})


def _report(
    python: Any = _answer, dotnet: Any = _answer, timed: bool = True
) -> tuple[Report, dict[str, FakeLane]]:
    lanes = {"python": FakeLane("python", "python", python), "dotnet": FakeLane("dotnet", "dotnet", dotnet)}
    facts = tuple(lane.open() for lane in lanes.values())
    plan = plan_pair(CONTRACT, facts, Choice())
    runner = Runner(lanes, lambda contract, kind: Program("x.py"), QUICK, 7, Quiet(), timed=timed)
    record = Record("2026-11-24T00:00:00+00:00", 7, {}, {}, facts, (runner.run_pair(plan),))
    return judge(record), lanes


def _ids(report: Report) -> set[str]:
    return {finding.id for finding in report.pairs[0].findings}


def test_every_row_is_observed_before_any_is_timed() -> None:
    """Observed trials decide outputs; timed ones come after them."""
    report, _ = _report()
    modes = [trial.mode for trial in report.record.pairs[0].trials]
    assert modes == sorted(modes)
    assert {"observed", "timed"} == set(modes)


def test_wrong_output_is_a_finding_of_its_field() -> None:
    """A lane that says otherwise is named, and the exit code is 3."""
    report, _ = _report(dotnet=lambda parameters, request: trial_reply({"squares": [0]}))
    assert "output.squares" in _ids(report)
    assert report.exit_code() == Exit.DIFFERS


@pytest.mark.parametrize("state", ["timeout", "crashed", "exited", "no-result", "bad-result"])
def test_failed_trial_stops_only_its_own_row(state: str) -> None:
    """The other rows go on, and are timed."""

    def fails(parameters: Any, request: Any) -> Outcome:
        return (
            Outcome(state, "told so") if parameters["variant"] == "ordered" else _answer(parameters, request)
        )

    report, _ = _report(python=fails)
    assert f"trial.{state}" in _ids(report)
    timed = {(trial.lane, trial.variant) for trial in report.record.pairs[0].trials if trial.mode == "timed"}
    assert ("python", "ordered") not in timed
    assert ("dotnet", "ordered") in timed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1])
def test_unsound_number_is_a_bad_result(value: Any) -> None:
    """Reports stay valid JSON, whatever an example gives."""
    report, _ = _report(python=lambda parameters, request: trial_reply({"squares": [value]}))
    assert "trial.bad-result" in _ids(report)
    assert parse(dumps(report.record), "the record") == report.record


def test_time_that_is_not_positive_is_a_bad_result() -> None:
    """A clock that ran backwards gives no figure."""
    report, _ = _report(python=lambda parameters, request: trial_reply({"squares": []}, elapsed_ns=0))
    assert "trial.bad-result" in _ids(report)


def test_leftovers_fail_the_row_and_replace_the_worker() -> None:
    """What one example leaves is not the next one's surroundings."""
    lanes = {"python": FakeLane("python", "python", _answer)}
    lanes["python"].left = [("leaked", "left running: sleep (pid 1)")]
    facts = (lanes["python"].open(),)
    runner = Runner(lanes, lambda contract, kind: Program("x.py"), QUICK, 7, Quiet())
    pair = runner.run_pair(plan_pair(CONTRACT, facts, Choice()))
    assert pair.trials[0].state == "leaked"
    assert lanes["python"].launch == 2


def test_leftovers_of_a_failed_trial_are_not_blamed_on_the_next() -> None:
    """A trial that raised keeps its own state; its worker is replaced all the same."""
    lanes = {"python": FakeLane("python", "python", lambda parameters, request: Outcome("exited", "told so"))}
    lanes["python"].left = [("leaked", "left running: sleep (pid 1)")]
    facts = (lanes["python"].open(),)
    runner = Runner(lanes, lambda contract, kind: Program("x.py"), QUICK, 7, Quiet())
    pair = runner.run_pair(plan_pair(CONTRACT, facts, Choice()))
    assert {trial.state for trial in pair.trials} == {"exited"}
    assert lanes["python"].launch == 2


def test_deadline_leaves_rows_not_run() -> None:
    """After --max-time nothing starts, and each row says so."""
    lanes = {"python": FakeLane("python", "python", _answer)}
    facts = (lanes["python"].open(),)
    runner = Runner(lanes, lambda contract, kind: Program("x.py"), QUICK, 7, Quiet(), deadline=0.0)
    pair = runner.run_pair(plan_pair(CONTRACT, facts, Choice()))
    assert {trial.state for trial in pair.trials} == {"not-run"}
    assert not [request for request in lanes["python"].asked if request["op"] == "trial"]


def test_same_seed_gives_the_same_order() -> None:
    """The seed in the record makes a run's order again."""
    lanes = {"python": FakeLane("python", "python", _answer)}
    rows = plan_pair(CONTRACT, (lanes["python"].open(),), Choice()).timed
    assert list(shuffled_rounds(rows, 5, 1, "a")) == list(shuffled_rounds(rows, 5, 1, "a"))
    assert list(shuffled_rounds(rows, 5, 1, "a")) != list(shuffled_rounds(rows, 5, 2, "a"))


def test_missing_lane_is_skipped_with_its_reason() -> None:
    """A lane that is not there has no rows, only its reason."""
    facts = FakeLane("dotnet", "dotnet", _answer).open()
    plan = plan_pair(CONTRACT, (replace(facts, state="skipped", reason="no dotnet"),), Choice())
    assert plan.observed == ()
    assert [skip.reason for skip in plan.skips] == ["no dotnet"]
