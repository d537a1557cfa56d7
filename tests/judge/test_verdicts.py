"""The words of a pair, its findings, and what may never change them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from compare.diff.whole import whole_of
from compare.errors import Exit
from compare.judge import judge
from compare.record import saving
from compare.record.nouns import LaneFacts, PairRecord, Record, Skip, Trial
from tests.judge.builders import (
    BOTH,
    DOTNET,
    PY313,
    PYTHON,
    PYTHONNET,
    Story,
    case,
    contract,
    failed,
    ids,
    judged,
    record,
    timed,
    trial,
    words,
)

N = {"n": {"mode": "equal"}}
ONE = {"n": {"mode": "equal", "expect": {"*": 1}}}
GOOD = [trial("python", {"n": 1}), trial("dotnet", {"n": 1})]
DIVERGING = {"n": {"mode": "equal", "expect": {"*": {"python": 1, "dotnet": 2, "because": "x"}}}}


def test_two_languages_with_one_answer_agree() -> None:
    """Nothing found, both texts seen; exit code 0."""
    verdict = judged(GOOD, contract(N))
    assert words(verdict) == ("agrees", "agrees")
    assert whole_of(record(GOOD, contract(N))).exit_code() is Exit.OK


def test_a_wrong_output_differs_and_fails_the_run() -> None:
    """Behaviour may still agree."""
    trials = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
    assert words(judged(trials, contract(N))) == ("differs", "agrees")
    assert whole_of(record(trials, contract(N))).exit_code() is Exit.DIFFERS


def test_a_declared_divergence_is_no_failure() -> None:
    """It is taught, and the exit code stays 0."""
    trials = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
    assert words(judged(trials, contract(DIVERGING))) == ("declared divergence", "agrees")
    assert whole_of(record(trials, contract(DIVERGING))).exit_code() is Exit.OK


@pytest.mark.parametrize("lanes", [[PYTHON], [DOTNET], [PYTHON, PY313], [DOTNET, PYTHONNET]])
def test_one_text_is_held_to_its_contract(lanes: Sequence[Any]) -> None:
    """No other language is needed for what the contract expects; without that, another lane is."""
    trials = [trial(lane.name, {"n": 1}) for lane in lanes]
    assert words(judged(trials, contract(ONE), lanes=lanes)) == ("agrees", "agrees")
    compared = "agrees" if len(lanes) > 1 else "cannot tell"
    assert words(judged(trials, contract(N), lanes=lanes)) == (compared, "agrees")


def test_two_lanes_of_one_text_can_differ() -> None:
    """An undeclared difference between two interpreters is a finding."""
    trials = [trial("python", {"n": 1}), trial("py313", {"n": 2})]
    assert judged(trials, contract(N), lanes=[PYTHON, PY313]).outputs == "differs"


def test_texts_in_different_cases_are_not_compared() -> None:
    """Each language ran, but never the same thing."""
    trials = [trial("python", {"n": 1}, case="a"), trial("dotnet", {"n": 1}, case="b")]
    skips = (Skip("dotnet", "", "a", "x"), Skip("python", "", "b", "x"))
    verdict = judged(trials, contract(N), cases=[case("a"), case("b")], skips=skips)
    assert (words(verdict), len(verdict.unjudged)) == (("cannot tell", "agrees"), 2)


def test_a_case_of_one_lane_needs_an_expectation() -> None:
    """Though another case ran in both."""
    trials = [*GOOD, trial("python", {"n": 1}, case="b")]
    for fields, word in ((N, "cannot tell"), (ONE, "agrees")):
        skips = (Skip("dotnet", "", "b", "x"),)
        verdict = judged(trials, contract(fields), cases=[case(), case("b")], skips=skips)
        assert words(verdict) == (word, "agrees")


def test_behaviour_of_a_row_that_was_not_seen_cannot_be_told() -> None:
    """Though both languages agree elsewhere: in a third lane the trial failed, or is missing."""
    lanes = [*BOTH, PY313]
    assert words(judged([*GOOD, failed("py313")], contract(N), lanes=lanes)) == ("differs", "cannot tell")
    assert words(judged(GOOD, contract(N), lanes=lanes)) == ("cannot tell", "cannot tell")


def test_a_pair_without_trials_is_skipped() -> None:
    """With its reasons; a broken one too, and that fails the run."""
    skips = (Skip("", "", "", "needs linux"),)
    verdict = judged([], contract(), skips=skips)
    assert (*words(verdict), verdict.skips) == ("skipped", "skipped", skips)
    broken = Record("", 1, {}, {}, BOTH, (PairRecord("bad", "", {}, not_run="bad.toml, line 3: no value"),))
    (verdict,) = judge(broken).pairs
    assert (*words(verdict), verdict.title, verdict.not_run) == (
        "skipped",
        "skipped",
        "bad",
        "bad.toml, line 3: no value",
    )
    assert whole_of(broken).exit_code() is Exit.DIFFERS


@pytest.mark.parametrize(
    "state", ["crashed", "exited", "no-result", "bad-result", "timeout", "leaked", "flooded", "env-changed"]
)
def test_a_trial_that_failed_is_a_finding(state: str) -> None:
    """Whatever its state; the outputs of the pair then differ."""
    verdict = judged([trial("python", {"n": 1}), failed("dotnet", state)], contract(N))
    assert ids(verdict) == [f"trial.{state}"]
    assert words(verdict) == ("differs", "cannot tell")


def test_a_failed_trial_tells_its_detail_and_last_output() -> None:
    """In one sentence for a person; more of the output is data."""
    stderr = "one\n\ntwo\n  three\nfour\n"
    (finding,) = judged(
        [GOOD[0], failed("dotnet", "exited", detail="exit code 3", stderr=stderr)], contract(N)
    ).findings
    told = "the observed trial ended as exited (exit code 3); its last output: two | three | four."
    assert finding.message == f"dotnet (plain): {told}"
    assert finding.actual == "one\ntwo\n  three\nfour"


def test_a_failed_trial_names_the_gate_it_waited_for() -> None:
    """It is the likely cause; but the failed trial stays the one finding."""
    trace = tuple(Story().event("gate-not-met", "go").begin("job").trace)
    (finding,) = judged(
        [GOOD[0], failed("dotnet", "exited", detail="run: X", trace=trace)], contract(N)
    ).findings
    assert (finding.id, "after the gate “go” was not met" in finding.message) == ("trial.exited", True)


def test_what_a_leaking_trial_gave_is_judged_too() -> None:
    """It gave its whole answer before the look for leftovers."""
    unmet = tuple(Story().event("gate-not-met", "go").trace)
    leaked = trial("dotnet", {"n": 2}, state="leaked", detail="a thread: worker-1", trace=unmet)
    assert ids(judged([GOOD[0], leaked], contract(N))) == ["trial.leaked", "output.n", "gate.go"]


def test_failures_of_one_row_are_one_finding() -> None:
    """A row that fails in each round is told of once."""
    crashes = [failed("dotnet", "crashed", mode="timed", round=number) for number in (1, 2, 3)]
    (finding,) = judged([*GOOD, *crashes], contract(N)).findings
    assert finding.message.endswith("(and 2 more like it).")


def test_a_trial_that_was_not_run_does_not_differ() -> None:
    """--max-time cut it: nothing is known of it, and the run has failed all the same."""
    trials = [GOOD[0], failed("dotnet", "not-run", detail="--max-time was reached")]
    verdict = judged(trials, contract(N))
    assert (ids(verdict), words(verdict)) == (["trial.not-run"], ("cannot tell", "cannot tell"))
    assert whole_of(record(trials, contract(N))).exit_code() is Exit.DIFFERS
    nothing = [failed(lane.name, "not-run") for lane in BOTH]
    assert words(judged(nothing, contract(N))) == ("skipped", "skipped")


def test_timed_trials_that_were_not_run_take_nothing_back() -> None:
    """Outputs and behaviour were seen before the time was up."""
    verdict = judged([*GOOD, failed("dotnet", "not-run")], contract(N))
    assert (ids(verdict), words(verdict)) == (["trial.not-run"], ("agrees", "agrees"))


def test_a_row_without_trial_or_reason_is_missing() -> None:
    """Never an agreement; a skip, of the row or of its lane, is a reason."""
    verdict = judged([trial("python", {"n": 1})], contract(N))
    assert [(one.id, one.lane) for one in verdict.findings] == [("missing", "dotnet")]
    assert words(verdict) == ("cannot tell", "cannot tell")
    for skip in (
        Skip("dotnet", "", "", "x"),
        Skip("dotnet", "plain", "", "x"),
        Skip("dotnet", "plain", "default", "x"),
    ):
        assert ids(judged([trial("python", {"n": 1})], contract(N), skips=(skip,))) == []
    other = (Skip("dotnet", "another", "", "x"),)
    assert ids(judged([trial("python", {"n": 1})], contract(N), skips=other)) == ["missing"]


def test_a_lane_that_is_not_there_is_not_missing() -> None:
    """Why it is not stands in the lane's own facts."""
    lanes = [*BOTH, LaneFacts("pythonnet", "python", "pythonnet", "skipped", "no pythonnet")]
    assert words(judged(GOOD, contract(N), lanes=lanes)) == ("agrees", "agrees")


def test_a_pair_carries_what_reports_need() -> None:
    """Title, headline and reference as the contract names them."""
    variants = [{"name": "slow", "reference": True}, {"name": "fast", "headline": True}]
    verdict = judged(GOOD, contract(N, variants=variants, title="Two of them"))
    assert (verdict.title, verdict.headline, verdict.reference) == ("Two of them", "fast", "slow")
    assert (verdict.id, verdict.chapter) == ("a-pair", "tasks")


def test_a_saved_record_is_judged_as_the_fresh_one() -> None:
    """Judging reads nothing that is not in the record, and changes none of it."""
    trials = [*GOOD, *timed("python", [5, 6], {"n": 1}), failed("dotnet", "crashed", mode="timed", round=1)]
    fresh = record(trials, contract(N), skips=(Skip("pythonnet", "", "", "x"),))
    before = saving.dumps(fresh)
    again = json.loads(before)
    pair = again["pairs"][0]
    rebuilt = record(
        [
            Trial(**one | {key: tuple(one[key]) for key in ("outputs", "trace", "notes")})
            for one in pair["trials"]
        ],
        pair["contract"],
        cases=pair["cases"],
        skips=tuple(Skip(**skip) for skip in pair["skips"]),
    )
    assert judge(rebuilt).pairs == judge(fresh).pairs
    assert saving.dumps(fresh) == before
