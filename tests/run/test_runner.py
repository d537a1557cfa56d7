"""The runner on the fake lane: no process, no clock."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from compare.diff.whole import whole_of
from compare.errors import Exit, Stopped
from compare.judge import Report, judge
from compare.lanes.fake import FakeLane, trial_reply
from compare.lanes.lane import MOST_OF_A_PAIR, Outcome, Program
from compare.plan.choice import Choice
from compare.plan.plan import QUICK, plan_pair, shuffled_rounds
from compare.record.nouns import GATE_NOT_MET, PairRecord, Record
from compare.record.saving import dumps, parse
from compare.run.runner import Runner
from compare.run.silent import Silent
from tests.sample import contract

CONTRACT = contract()
RIGHT = {4: 6, 2: 1}  # what the sample's cases expect, by their parameter


def _answer(parameters: Any, request: Any) -> Outcome:
    return trial_reply({"sum": RIGHT[parameters["n"]]})


def _report(
    python: Any = _answer, dotnet: Any = _answer, timed: bool = True
) -> tuple[Report, dict[str, FakeLane]]:
    lanes = {"python": FakeLane("python", "python", python), "dotnet": FakeLane("dotnet", "dotnet", dotnet)}
    facts = tuple(lane.open() for lane in lanes.values())
    plan = plan_pair(CONTRACT, facts, Choice())
    runner = Runner(
        lanes, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent(), timed=timed
    )
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
    report, _ = _report(dotnet=lambda parameters, request: trial_reply({"sum": 0}))
    assert "output.sum" in _ids(report)
    assert whole_of(report.record).exit_code() == Exit.DIFFERS


@pytest.mark.parametrize("state", ["timeout", "crashed", "exited", "no-result", "bad-result"])
def test_failed_trial_stops_only_its_own_row(state: str) -> None:
    """The other rows go on, and are timed."""

    def fails(parameters: Any, request: Any) -> Outcome:
        return (
            Outcome(state, "told so") if parameters["variant"] == "by-two" else _answer(parameters, request)
        )

    report, _ = _report(python=fails)
    assert f"trial.{state}" in _ids(report)
    timed = {(trial.lane, trial.variant) for trial in report.record.pairs[0].trials if trial.mode == "timed"}
    assert ("python", "by-two") not in timed
    assert ("dotnet", "by-two") in timed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1])
def test_unsound_number_is_a_bad_result(value: Any) -> None:
    """Reports stay valid JSON, whatever an example gives."""
    report, _ = _report(python=lambda parameters, request: trial_reply({"sum": value}))
    assert "trial.bad-result" in _ids(report)
    assert parse(dumps(report.record), "the record") == report.record


def test_109_pair_answers_no_more_than_a_record_takes_of_one() -> None:
    """The row that goes beyond it fails, as do those after it; what came before stays. A whole answer is in 4 MiB."""
    report, _ = _report(python=lambda one, request: replace(_answer(one, request), size=MOST_OF_A_PAIR // 2))
    trials = [one for one in report.record.pairs[0].trials if one.lane == "python"]
    assert [one.state for one in trials[:3]] == ["ok", "ok", "flooded"]
    assert trials[2].outputs == trials[2].trace == () and str(MOST_OF_A_PAIR) in trials[2].detail
    assert "trial.flooded" in _ids(report)


def test_time_that_is_not_positive_is_a_bad_result() -> None:
    """A clock that ran backwards gives no figure."""
    report, _ = _report(python=lambda parameters, request: trial_reply({"sum": 6}, elapsed_ns=0))
    assert "trial.bad-result" in _ids(report)


def test_leftovers_fail_the_row_and_replace_the_worker() -> None:
    """What one example leaves is not the next one's surroundings."""
    lanes = {"python": FakeLane("python", "python", _answer)}
    lanes["python"].left = [Outcome("leaked", "left running: sleep (pid 1)")]
    facts = (lanes["python"].open(),)
    runner = Runner(lanes, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent())
    pair = runner.run_pair(plan_pair(CONTRACT, facts, Choice()))
    assert pair.trials[0].state == "leaked"
    assert lanes["python"].launch == 2


def test_leftovers_of_a_failed_trial_are_not_blamed_on_the_next() -> None:
    """A trial that raised keeps its own state; its worker is replaced all the same."""
    lanes = {"python": FakeLane("python", "python", lambda parameters, request: Outcome("exited", "told so"))}
    lanes["python"].left = [Outcome("leaked", "left running: sleep (pid 1)")]
    facts = (lanes["python"].open(),)
    runner = Runner(lanes, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent())
    pair = runner.run_pair(plan_pair(CONTRACT, facts, Choice()))
    assert {trial.state for trial in pair.trials} == {"exited"}
    assert lanes["python"].launch == 2


@pytest.mark.parametrize(("stopped_at", "cut"), [(1, 8), (3, 7), (9, 4)])
def test_31_rows_of_a_pair_that_was_cut_short_are_told(stopped_at: int, cut: int) -> None:
    """What was seen stays, each row that lacks something says so; red where the pair is lost with the signal."""
    asked = count(1)

    def stops(parameters: Any, request: Any) -> Outcome:
        if next(asked) == stopped_at:
            raise Stopped(Exit.INTERRUPTED)
        return _answer(parameters, request)

    lanes = {name: FakeLane(name, name, stops) for name in ("python", "dotnet")}
    facts = tuple(lane.open() for lane in lanes.values())
    runner = Runner(lanes, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent())
    with pytest.raises(Stopped):
        runner.try_pair(plan_pair(CONTRACT, facts, Choice()))
    pair = runner.cut_short
    assert [trial.state for trial in pair.trials] == ["ok"] * (stopped_at - 1) + ["interrupted"] * cut
    verdict = judge(Record("", 7, {}, {}, facts, (pair,))).pairs[0]
    assert {one.id for one in verdict.findings} >= {"trial.interrupted"}


class _Faulty(FakeLane):
    """Answers one kind of request as it is told to."""

    def __init__(self, operation: str, outcome: Any) -> None:
        super().__init__("python", "python", _answer)
        self._told = operation, outcome

    def ask(self, request: Any, timeout_s: float) -> Outcome:
        """As a lane does; what is no outcome is raised."""
        operation, outcome = self._told
        if request["op"] != operation:
            return super().ask(request, timeout_s)
        if isinstance(outcome, Exception):
            raise outcome
        self.restart()
        return outcome


def _alone(lane: FakeLane, timed: bool = True) -> PairRecord:
    facts = (lane.open(),)
    runner = Runner(
        {"python": lane}, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent(), timed=timed
    )
    return runner.try_pair(plan_pair(CONTRACT, facts, Choice()))


def test_101_clean_up_that_ends_the_worker_is_its_own_rows_doing() -> None:
    """After the result, but never `ok`, and never the next row's."""
    pair = _alone(_Faulty("drop", Outcome("exited", "exit code 3")))
    assert {(trial.mode, trial.state, trial.detail) for trial in pair.trials} == {
        ("observed", "exited", "after its result: exit code 3")
    }


def test_101_warming_up_that_fails_is_its_own_rows_doing() -> None:
    """Its timed trial is what came of it, and it is not timed any further."""
    pair = _alone(_Faulty("warm", Outcome("crashed", "SIGSEGV")))
    timed = [trial for trial in pair.trials if trial.mode == "timed"]
    assert {trial.state for trial in timed} == {"crashed"}
    assert len(timed) == len({(trial.variant, trial.case) for trial in timed})


def test_75_what_is_left_after_a_timed_trial_has_one_name() -> None:
    """Each trial is looked at, so that the row that left something is the one that is blamed."""
    lane = FakeLane("python", "python", _answer)
    facts = (lane.open(),)
    plan = plan_pair(CONTRACT, facts, Choice())
    clean = [Outcome("ok")] * (len(plan.observed) + 1)
    lane.left = [*clean, Outcome("leaked", "left running: sleep (pid 1)")]
    pair = _alone(lane)
    timed = [trial for trial in pair.trials if trial.mode == "timed"]
    assert [trial.state for trial in timed[:3]] == ["ok", "leaked", "ok"]
    leaker = timed[1].variant
    assert [trial.state for trial in timed if trial.variant == leaker][-1] == "leaked"


def test_103_fault_of_ours_is_the_pairs_and_says_where() -> None:
    """Nothing that one pair does raises: it is not run, its lanes are made anew, and the run goes on."""
    lane = _Faulty("trial", KeyError("t"))
    pair = _alone(lane)
    assert pair.not_run.startswith("Parallax itself failed: KeyError: 't' (in test_runner.py, line ")
    assert lane.launch == 2


def test_deadline_leaves_rows_not_run() -> None:
    """After --max-time nothing starts, and each row says so."""
    lanes = {"python": FakeLane("python", "python", _answer)}
    facts = (lanes["python"].open(),)
    runner = Runner(
        lanes, lambda contract, kind: Program("scene.py", "x.py"), QUICK, 7, Silent(), deadline=0.0
    )
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


@pytest.mark.parametrize(("spares", "called"), [(True, 1), (False, 2)])
def test_a_variant_that_hung_is_not_called_in_further_cases(spares: bool, called: int) -> None:
    """Where the runner spares them: red where each case of an endless loop takes its whole time."""
    asked: list[Any] = []

    def hang(parameters: Any, request: Any) -> Outcome:
        asked.append(parameters)
        return Outcome("timeout", "no answer within 20 s")

    lane = FakeLane("python", "python", hang)
    plan = plan_pair(CONTRACT, (lane.open(),), Choice())
    first = plan.observed[0].variant
    plan = replace(plan, observed=tuple(one for one in plan.observed if one.variant == first))
    runner = Runner({"python": lane}, lambda *_: Program("scene.py", "x.py"), QUICK, 7, Silent(), timed=False)
    runner.spares = spares
    states = [one.state for one in runner.run_pair(plan).trials]
    assert len(asked) == called
    assert states == ["timeout"] * called + ["not-run"] * (len(plan.observed) - called)
    assert len(states) == 2


@pytest.mark.parametrize(("spares", "called", "gates"), [(True, 2, [1000, 250]), (False, 4, [1000] * 4)])
def test_who_waited_at_a_gate_in_vain_is_spared_further_cases(
    spares: bool, called: int, gates: list[int]
) -> None:
    """Red where each case of each variant waits its whole time for what a wrong text never meets."""
    asked: list[int] = []

    def wait(parameters: Any, request: Any) -> Outcome:
        asked.append(request["gate_ms"])
        event = {"t": 1, "pid": 1, "thread": 1, "name": GATE_NOT_MET, "kind": "event", "item": "two at once"}
        return trial_reply({"sum": RIGHT[parameters["n"]]}, trace=[event])

    lane = FakeLane("python", "python", wait)
    plan = plan_pair(CONTRACT, (lane.open(),), Choice())
    assert len({one.variant.name for one in plan.observed}) == 2 and len(plan.observed) == 4
    programs = Program("scene.py", "x.py")
    runner = Runner({"python": lane}, lambda *_: programs, QUICK, 7, Silent(), timed=False, gate_ms=1000)
    runner.spares = spares
    states = [one.state for one in runner.run_pair(plan).trials]
    assert (len(asked), asked) == (called, gates)
    assert states.count("not-run") == 4 - called
