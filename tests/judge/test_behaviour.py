"""What holds of every trace, and which trials a contract's checks are for."""

from __future__ import annotations

from typing import Any

import pytest

from compare.judge import PairVerdict
from tests.judge.builders import (
    ALL,
    BOTH,
    DOTNET,
    PY313,
    PYTHON,
    PYTHONNET,
    Story,
    case,
    contract,
    ids,
    judged,
    trial,
)

TWO = {"id": "two", "says": "two jobs ran", "check": "count", "name": "job", "equals": 2}


def behaved(python: Story, dotnet: Story | None = None, **changes: Any) -> PairVerdict:
    """The verdict on two observed trials with these traces."""
    traces = {"python": python, "dotnet": dotnet or python}
    trials = [trial(lane, trace=tuple(story.trace)) for lane, story in traces.items()]
    return judged(trials, contract(**changes))


def jobs(count: int) -> Story:
    """So many instants."""
    story = Story()
    for number in range(count):
        story.event("job", number)
    return story


def test_a_gate_that_was_not_met_is_a_finding() -> None:
    """Named by the gate, once a trial, however many waited."""
    unmet = (
        Story()
        .event("gate-not-met", "two inside")
        .event("gate-not-met", "two inside")
        .event("gate-not-met", "go")
    )
    verdict = behaved(Story(), unmet)
    assert ids(verdict) == ["gate.two inside", "gate.go"]
    assert (
        verdict.findings[0].message
        == "dotnet (plain): the gate “two inside” was not met before its wait ran out."
    )
    assert (verdict.outputs, verdict.behaviour) == ("agrees", "differs")


def test_a_span_left_open_is_a_finding() -> None:
    """With its name and how many."""
    story = Story().begin("job", span=1).begin("job", span=2).end("job", span=2)
    verdict = behaved(story, Story())
    assert ids(verdict) == ["spans"]
    assert (
        verdict.findings[0].message
        == "python (plain): these spans were job (1) still open when run returned."
    )


def test_a_child_that_was_killed_has_no_last_word() -> None:
    """Its span stays open; how it ended is the scene's to see."""
    assert ids(behaved(Story().begin("child", span=1, pid=7))) == []


def test_an_end_without_its_beginning_is_a_finding() -> None:
    """As where a child began the span that its parent ended."""
    verdict = behaved(Story().begin("job", span=1, pid=7).end("job", span=1, pid=8))
    assert ids(verdict) == ["spans", "spans"]
    assert "job (1) ended without a beginning" in verdict.findings[0].message


def test_spans_of_two_processes_may_share_a_number() -> None:
    """A span is known by its number and its process."""
    story = (
        Story()
        .begin("a", span=1, pid=1)
        .begin("a", span=1, pid=2)
        .end("a", span=1, pid=1)
        .end("a", span=1, pid=2)
    )
    assert ids(behaved(story)) == []


def test_late_events_are_a_finding() -> None:
    """An event of an earlier trial that comes in now proves that something outlived it."""
    verdict = judged([trial("python", late=2), trial("dotnet")], contract())
    assert ids(verdict) == ["late-events"]
    assert "2 event(s)" in verdict.findings[0].message
    assert verdict.behaviour == "differs"


def test_events_are_put_by_time() -> None:
    """A trace that came in otherwise is sorted first; one instant's events keep their order."""
    story = Story().event("first").event("second")
    swapped = Story()
    swapped.trace = story.trace[::-1]
    order = {"id": "o", "says": "in order", "check": "before", "name": "first", "then": "second"}
    assert ids(behaved(swapped, behaviour=[order])) == []
    at_once = Story()
    at_once.trace = [event | {"t": 5} for event in story.trace]
    assert ids(behaved(at_once, behaviour=[order])) == []


def test_a_broken_claim_is_a_finding() -> None:
    """One sentence: who, which claim, what was seen."""
    verdict = behaved(jobs(2), jobs(3), behaviour=[TWO])
    assert ids(verdict) == ["behaviour.two"]
    assert (
        verdict.findings[0].message == "dotnet (plain) broke “two jobs ran”: job: expected exactly 2, saw 3."
    )
    assert verdict.behaviour == "differs"


@pytest.mark.parametrize("change", [{"check": "guess"}, {"equals": "nobody"}])
def test_a_check_that_cannot_be_applied_is_a_finding(change: dict[str, Any]) -> None:
    """A contract's own fault never passes in silence, nor stops the judge."""
    verdict = behaved(jobs(2), behaviour=[TWO | change])
    assert ids(verdict) == ["behaviour.two"] * 2


@pytest.mark.parametrize(
    ("selector", "lanes"),
    [
        ({}, {"python", "dotnet", "pythonnet", "py313"}),
        ({"texts": ["python"]}, {"python", "py313"}),
        ({"texts": ["dotnet"]}, {"dotnet", "pythonnet"}),
        ({"lanes": ["pythonnet"]}, {"pythonnet"}),
        ({"lanes": ["python"]}, {"python", "py313"}),
        ({"lanes": ["py313"]}, {"py313"}),
        ({"variants": ["plain"]}, {"python", "dotnet", "pythonnet", "py313"}),
        ({"variants": ["other"]}, set()),
        ({"cases": ["default"]}, {"python", "dotnet", "pythonnet", "py313"}),
        ({"cases": ["other"]}, set()),
    ],
)
def test_selectors_choose_the_trials(selector: dict[str, Any], lanes: set[str]) -> None:
    """A lane is named by its own name or by its kind."""
    trials = [trial(lane.name) for lane in (*ALL, PY313)]
    verdict = judged(trials, contract(behaviour=[TWO | selector]), lanes=(*ALL, PY313))
    assert {one.lane for one in verdict.findings} == lanes


def test_a_claim_of_a_case_is_not_made_of_altered_parameters() -> None:
    """As with outputs; a claim without cases is made of every one."""
    trials = [trial(lane.name) for lane in BOTH]
    altered = [case(altered=True)]
    assert ids(judged(trials, contract(behaviour=[TWO | {"cases": ["default"]}]), cases=altered)) == []
    assert ids(judged(trials, contract(behaviour=[TWO]), cases=altered)) == ["behaviour.two"] * 2


def test_limits_are_the_parameters_of_the_trials_own_case() -> None:
    """Each case has its own values."""
    trials = [trial(lane.name, case=f"c{n}", trace=tuple(jobs(n).trace)) for lane in BOTH for n in (1, 2)]
    cases = [case("c1", jobs=1), case("c2", jobs=2)]
    assert ids(judged(trials, contract(behaviour=[TWO | {"equals": "jobs"}]), cases=cases)) == []


def test_timed_trials_have_no_behaviour() -> None:
    """Their trace is off: nothing is claimed of them."""
    right = tuple(jobs(2).trace)
    trials = [trial(lane.name, trace=right) for lane in BOTH] + [
        trial(lane.name, mode="timed") for lane in BOTH
    ]
    assert ids(judged(trials, contract(behaviour=[TWO]))) == []


def test_a_claim_holds_in_each_lane_by_itself() -> None:
    """The text of a lane decides whom a claim is about, by the contract's word."""
    the_contract = contract(behaviour=[TWO | {"texts": ["python"]}], text={"pythonnet": "python"})
    verdict = judged([trial("pythonnet"), trial("dotnet")], the_contract, lanes=[PYTHONNET, DOTNET])
    assert [one.lane for one in verdict.findings] == ["pythonnet"]


ONLY = TWO | {"texts": ["python"], "because": "C# has none"}


def test_a_claim_of_one_side_is_a_declared_divergence() -> None:
    """With its reason, where both sides were seen and the claim was kept."""
    traces = {"python": tuple(jobs(2).trace), "dotnet": ()}
    trials = [trial(lane, trace=trace) for lane, trace in traces.items()]
    verdict = judged(trials, contract(behaviour=[ONLY]))
    assert verdict.behaviour == "declared divergence"
    (one,) = verdict.divergences
    assert (one.field, one.variant, one.values) == ("behaviour.two", "plain", {"python": "two jobs ran"})
    assert one.because == "C# has none"
    assert judged(trials[:1], contract(behaviour=[ONLY]), lanes=[PYTHON]).behaviour == "agrees"
    broken = [trial(lane.name) for lane in BOTH]
    assert judged(broken, contract(behaviour=[ONLY])).divergences == ()


def test_claims_of_cases_that_no_row_had_are_counted() -> None:
    """They hold for the contract's own values only; that they were not applied is said."""
    claims = [TWO | {"cases": ["default"]}, TWO | {"id": "other", "cases": ["other"]}]
    trials = [trial(lane.name) for lane in BOTH]
    verdict = judged(trials, contract(behaviour=claims), cases=[case(altered=True)])
    assert (ids(verdict), verdict.unapplied, verdict.behaviour) == ([], ("two",), "cannot tell")
    verdict = judged(trials, contract(behaviour=claims))
    assert (ids(verdict), verdict.unapplied) == (["behaviour.two"] * 2, ())


def test_one_lane_alone_is_proved_by_its_trace() -> None:
    """A claim is the contract's word, not the other side's."""
    assert judged([trial("python")], contract(), lanes=[PYTHON]).behaviour == "agrees"
