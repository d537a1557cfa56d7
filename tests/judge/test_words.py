"""What holds of a verdict's words whatever was seen."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compare.record.nouns import Trial
from tests.judge.builders import (
    ALL,
    PY313,
    Story,
    contract,
    ids,
    judged,
    trial,
    words,
)

VALUES = st.sampled_from([0, 1, 1.0, True, None, [1, 2], [2, 1], [1, 2, 2], "timeout", 1.005])


MODES = st.sampled_from(
    [
        {"mode": "equal"},
        {"mode": "equal", "tolerance": 0.01},
        {"mode": "equal", "expect": {"*": 1}},
        {"mode": "unordered"},
        {"mode": "set"},
        {"mode": "between", "expect": {"*": {"low": 1}}},
        {"mode": "error"},
        {"mode": "equal", "expect": {"*": {"python": 1, "dotnet": 0, "because": "x"}}},
        {"mode": "equal", "expect": {"*": {"free": True, "because": "x"}}},
        {"mode": "shown"},
    ]
)


LANES = (*ALL, PY313)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Trial], dict[str, Any]]:
    """Trials of up to four lanes and two variants, some of which failed, and a contract for them."""
    trials = []
    for lane in LANES:
        for variant in draw(st.sampled_from([["plain"], ["plain", "other"], []])):
            states = draw(
                st.lists(st.sampled_from(["ok", "ok", "ok", "timeout", "not-run", "leaked"]), max_size=2)
            )
            for number, state in enumerate(states):
                gave = [{"n": draw(VALUES)}] if state in ("ok", "leaked") else []
                trace = draw(
                    st.sampled_from([Story(), Story().event("gate-not-met", "go"), Story().event("x")])
                ).trace
                trials.append(trial(
                    lane.name, gave, variant=variant, state=state, trace=tuple(trace), position=len(trials),
                    mode="timed" if number else "observed", round=number))  # fmt: skip
    claim = {"id": "x", "says": "x", "check": "count", "name": "x", "at_most": 1}
    variants = [{"name": "plain", "headline": True, "reference": True}, {"name": "other"}]
    return trials, contract({"n": draw(MODES)}, behaviour=[claim], variants=variants)


@settings(max_examples=300)
@given(scenes(), st.permutations(LANES), st.randoms(use_true_random=False))
def test_the_order_of_lanes_never_changes_the_words(scene: Any, lanes: Any, source: Any) -> None:
    """Nor does that of trials; nor which kinds of findings there are."""
    trials, the_contract = scene
    mixed = list(trials)
    source.shuffle(mixed)
    one = judged(trials, the_contract, lanes=LANES)
    other = judged(mixed, the_contract, lanes=lanes)
    assert words(one) == words(other)
    assert set(ids(one)) == set(ids(other))
    assert {shown.variant for shown in one.divergences} == {shown.variant for shown in other.divergences}


@settings(max_examples=300)
@given(scenes())
def test_words_follow_from_findings(scene: Any) -> None:
    """Agreement never stands beside a finding of its kind, nor a difference without one."""
    verdict = judged(*scene, lanes=LANES)
    behaviour = [one for one in ids(verdict) if one.startswith(("behaviour.", "gate.", "spans", "late"))]
    outputs = [
        one for one in ids(verdict) if one.startswith(("output.", "trial.")) and one != "trial.not-run"
    ]
    assert (verdict.behaviour == "differs") == bool(behaviour)
    assert (verdict.outputs == "differs") == bool(outputs)
    if verdict.outputs == "declared divergence":
        assert verdict.divergences
    if not scene[0]:
        assert words(verdict) == ("skipped", "skipped")


@settings(max_examples=200)
@given(scenes())
def test_one_more_copy_of_a_trial_changes_no_word(scene: Any) -> None:
    """Seeing the same again proves nothing new."""
    trials, the_contract = scene
    assert words(judged(trials, the_contract, lanes=LANES)) == words(
        judged([*trials, *trials], the_contract, lanes=LANES)
    )
