"""Outputs: each against what is expected, or the lanes with each other; nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from compare.judge import PairVerdict
from tests.judge.builders import (
    ALL,
    BOTH,
    DOTNET,
    PY313,
    PYTHON,
    case,
    contract,
    ids,
    judged,
    said,
    timed,
    trial,
)

BECAUSE = "so it is"
SPLIT = {"python": 1, "dotnet": 2, "because": BECAUSE}
ONE = {"mode": "equal", "expect": {"*": 1}}


def alone(field: Mapping[str, Any], python: Any, altered: bool = False) -> PairVerdict:
    """The verdict where lane python ran alone, and said so for the field `n`."""
    trials = [trial("python", {"n": python})]
    return judged(trials, contract({"n": field}), lanes=(PYTHON,), cases=[case(altered=altered)])


def test_every_value_is_held_to_what_is_expected() -> None:
    """In each lane by itself: both may be wrong alike."""
    assert said(ONE, 1, 1).outputs == "agrees"
    verdict = said(ONE, 2, 2)
    assert (verdict.outputs, ids(verdict)) == ("differs", ["output.n"] * 2)
    assert verdict.findings[0].message == "n: python (plain) said 2, expected 1."
    assert (verdict.findings[0].expected, verdict.findings[0].actual) == (1, 2)


def test_one_lane_alone_is_judged() -> None:
    """For each row has its expectation."""
    assert alone(ONE, 1).outputs == "agrees"
    assert alone(ONE, 2).outputs == "differs"


def test_altered_values_without_expectation_are_compared() -> None:
    """Across the lanes; what one lane alone said is counted."""
    field = {"mode": "equal", "expect": {"default": 1}}
    assert said(field, 7, 7, altered=True).outputs == "agrees"
    verdict = said(field, 7, 8, altered=True)
    assert verdict.findings[0].message == "n: dotnet (plain) said 8, but python (plain) said 7."
    verdict = alone(field, 7, altered=True)
    assert (verdict.outputs, ids(verdict)) == ("cannot tell", [])
    assert [(one.field, one.case, one.variant, one.lane) for one in verdict.unjudged] == [
        ("n", "default", "plain", "python")
    ]


def test_what_holds_for_any_values_holds_for_altered_ones() -> None:
    """`*` and `set`, the second before the first."""
    assert said(ONE, 2, 2, altered=True).outputs == "differs"
    assert said({"mode": "equal", "expect": {"*": 1, "set": 2}}, 2, 2, altered=True).outputs == "agrees"
    assert (
        said({"mode": "equal", "expect": {"*": SPLIT}}, 1, 2, altered=True).outputs == "declared divergence"
    )


def test_one_lanes_own_trials_must_agree_with_each_other() -> None:
    """Without an expectation too."""
    field = {"mode": "equal", "expect": {"default": 1}}
    verdict = judged(
        [trial("python", [{"n": 1}, {"n": 2}])],
        contract({"n": field}),
        lanes=(PYTHON,),
        cases=[case(altered=True)],
    )
    assert ids(verdict) == ["output.n"]


def test_with_a_tolerance_any_two_must_be_near() -> None:
    """Though each is near enough to the first."""
    field = {"mode": "equal", "tolerance": 0.1, "expect": {"default": 1}}
    trials = [trial(lane.name, {"n": n}) for lane, n in zip(ALL, (10.0, 9.2, 10.8), strict=True)]
    verdict = judged(trials, contract({"n": field}), lanes=ALL, cases=[case(altered=True)])
    assert len(ids(verdict)) == 1


def test_a_declared_divergence_is_told_with_its_reason() -> None:
    """Each side is held to its own value; swapped or alike is wrong."""
    field = {"mode": "equal", "expect": {"*": SPLIT}}
    verdict = said(field, 1, 2)
    assert (verdict.outputs, ids(verdict)) == ("declared divergence", [])
    assert verdict.divergences[0].values == {"python": 1, "dotnet": 2}
    assert verdict.divergences[0].because == BECAUSE
    verdict = said(field, 2, 2)
    assert verdict.findings[0].message == "n: python (plain) said 2, on this side expected 1."
    assert verdict.divergences == ()


def test_a_divergence_may_be_of_any_mode() -> None:
    """A list of free order, bounds of each side, categories."""
    free = {"python": ["a", "b"], "dotnet": ["a"], "because": BECAUSE}
    assert (
        said({"mode": "unordered", "expect": {"*": free}}, ["b", "a"], ["a"]).outputs == "declared divergence"
    )
    assert ids(said({"mode": "unordered", "expect": {"*": free}}, ["b"], ["a"])) == ["output.n"]
    bounds = {"python": {"high": 3}, "dotnet": {"low": 9}, "because": BECAUSE}
    assert ids(said({"mode": "between", "expect": {"*": bounds}}, 2, 10)) == []
    assert ids(said({"mode": "between", "expect": {"*": bounds}}, 4, 8)) == ["output.n"] * 2
    errors = {"python": "user", "dotnet": "(none)", "because": BECAUSE}
    assert ids(said({"mode": "error", "expect": {"*": errors}}, "user", None)) == []


def test_a_lane_may_have_a_value_of_its_own() -> None:
    """Before its text's; other interpreters have that of Python."""
    field = {"mode": "equal", "expect": {"*": {"pythonnet": 3} | SPLIT}}
    trials = [
        trial(lane, {"n": n}) for lane, n in (("python", 1), ("py313", 1), ("dotnet", 2), ("pythonnet", 3))
    ]
    assert ids(judged(trials, contract({"n": field}), lanes=(*ALL, PY313))) == []


def test_free_values_are_shown() -> None:
    """Lanes may differ; where a user's own values made them differ, it is told as a divergence."""
    field = {"mode": "equal", "expect": {"default": {"free": True, "because": BECAUSE}, "*": 1}}
    verdict = said(field, 1, 2)
    assert (verdict.outputs, verdict.divergences) == ("agrees", ())
    assert verdict.shown[0].values == {"python": 1, "dotnet": 2}
    field = {"mode": "equal", "expect": {"default": 1, "set": {"free": True, "because": BECAUSE}}}
    assert said(field, 1, 2, altered=True).outputs == "declared divergence"
    assert said(field, 1, 1, altered=True).outputs == "agrees"
    assert alone(field, 5, altered=True).outputs == "agrees"


def test_shown_values_are_shown() -> None:
    """And never judged."""
    verdict = said({"mode": "shown"}, 1, 2)
    assert (verdict.outputs, verdict.shown[0].values) == ("agrees", {"python": 1, "dotnet": 2})


@pytest.mark.parametrize(
    ("bounds", "wrong"),
    [
        ({"low": 2, "high": 5}, ""),
        ({"low": "k"}, ""),
        ({"high": "items"}, ""),
        ({"low": 4}, "expected at least 4"),
        ({"high": "k"}, "expected at most 2 (k)"),
        ({"low": "nothing"}, "and its bound 'nothing' is no number"),
    ],
)
def test_bounds_are_numbers_parameters_or_outputs(bounds: dict[str, Any], wrong: str) -> None:
    """Of a list its length."""
    verdict = said({"mode": "between", "expect": {"*": bounds}}, 3, 3, k=2, items=[1, 2, 3])
    assert ids(verdict) == (["output.n"] * 2 if wrong else [])
    assert not wrong or verdict.findings[0].message == f"n: python (plain) said 3, {wrong}."


@pytest.mark.parametrize(
    ("mode", "value", "told"),
    [
        ("set", 3, "which is not a list"),
        ("between", "three", "which is not a number"),
        ("error", "ouch", "which is not an error category"),
    ],
)
def test_a_value_that_a_mode_cannot_take_is_wrong(mode: str, value: Any, told: str) -> None:
    """Expected or not."""
    expect = {"set": [], "between": {"low": 0}, "error": "user"}[mode]
    for altered in (False, True):
        verdict = said({"mode": mode, "expect": {"default": expect}}, value, value, altered=altered)
        assert ids(verdict) == ["output.n"] * 2
        assert told in verdict.findings[0].message


def test_fields_are_all_there_and_no_others() -> None:
    """Null may stand for one of other variants; a shown field must be there too."""
    fields = {"n": ONE, "m": {"mode": "shown", "variants": ["other"]}, "k": {"mode": "shown"}}
    variants = [{"name": "plain", "headline": True, "reference": True}, {"name": "other"}]

    def told(*outputs: dict[str, Any]) -> list[str]:
        trials = [trial(lane.name, one) for lane, one in zip(BOTH, outputs, strict=True)]
        return [one.message for one in judged(trials, contract(fields, variants=variants)).findings]

    right = {"n": 1, "k": 0}
    assert told(right, right | {"m": None}) == []
    assert told(right, {}) == [f"{name}: dotnet (plain) left this field out." for name in "nk"]
    assert told(right | {"m": 5}, right) == ["m: python (plain) gave 5, but this row leaves it out."]
    for stray in (5, None):
        (why,) = told(right | {"x": stray}, right)
        assert why.endswith("but the contract has no such field.")


def test_variants_are_judged_apart() -> None:
    """Each by its own key; without one each is compared with itself in the other lanes."""
    variants = [{"name": "plain", "headline": True, "reference": True}, {"name": "other"}]
    fields = {"n": {"mode": "equal", "expect": {"default/other": 2, "default": 1}}}
    trials = [
        trial(lane.name, {"n": n}, variant=name) for lane in BOTH for name, n in (("plain", 1), ("other", 2))
    ]
    for altered in (False, True):
        verdict = judged(trials, contract(fields, variants=variants), cases=[case(altered=altered)])
        assert verdict.outputs == "agrees"


def test_a_divergence_in_one_lane_alone_is_judged_there() -> None:
    """It agrees with its own side."""
    field = {"mode": "equal", "expect": {"*": SPLIT}}
    trials = [trial("dotnet", {"n": 2})]
    assert judged(trials, contract({"n": field}), lanes=(DOTNET,)).outputs == "agrees"


def test_a_field_that_only_observed_trials_see() -> None:
    """What timed trials give is not judged: clocks decide it there; nothing else is excused."""
    fields = {"n": ONE, "slept": {"mode": "equal", "observed": True, "expect": {"*": True}}}

    def told(seen: dict[str, Any], clocked: dict[str, Any]) -> list[str]:
        trials = [one for lane in BOTH for one in (trial(lane.name, seen), *timed(lane.name, [9.0], clocked))]
        return [one.message for one in judged(trials, contract(fields)).findings]

    assert told({"n": 1, "slept": True}, {"n": 1}) == []
    assert told({"n": 1, "slept": True}, {"n": 1, "slept": None}) == []
    assert told({"n": 1}, {"n": 1})[0] == "slept: python (plain) left this field out."
    assert told({"n": 1, "slept": True}, {"slept": None})[0] == "n: python (plain) left this field out."
    assert told({"n": 1, "slept": True}, {"n": 1, "slept": False}) == []
    assert told({"n": 1, "slept": False}, {"n": 1, "slept": True})[0].startswith("slept: ")


def test_outputs_of_timed_trials_are_judged_as_well() -> None:
    """A wrong value that shows only when nobody watches is found."""
    trials = [
        *(trial(lane.name, {"n": 1}) for lane in BOTH),
        trial("dotnet", [{"n": 1}, {"n": 2}], mode="timed", round=3),
    ]
    (finding,) = judged(trials, contract({"n": ONE})).findings
    assert (finding.id, finding.lane, finding.actual) == ("output.n", "dotnet", 2)


def test_the_same_fault_of_many_trials_is_one_finding() -> None:
    """With the number of others like it."""
    outputs = [{"n": number} for number in range(5)]
    trials = [trial("python", {"n": 0}), trial("dotnet", outputs)]
    (finding,) = judged(trials, contract({"n": {"mode": "equal"}})).findings
    assert finding.message == "n: dotnet (plain) said 1, but python (plain) said 0 (and 3 more like it)."


def test_no_declared_output_is_fine_for_an_empty_one() -> None:
    """A pair about behaviour alone."""
    verdict = judged([trial(lane.name) for lane in BOTH], contract())
    assert (ids(verdict), verdict.outputs, verdict.behaviour) == ([], "agrees", "agrees")
