"""Which fields an output must have, and may."""

from __future__ import annotations

from tests.judge.builders import BOTH, case, contract, ids, judged, trial

N = {"field": "n", "mode": "equal"}
VARIANTS = [{"name": "one", "headline": True, "reference": True}, {"name": "two"}]


def test_a_field_that_no_contract_knows_is_a_finding() -> None:
    """Even with null in it."""
    trials = [trial("python", {"n": 1, "m": None}), trial("dotnet", {"n": 1})]
    verdict = judged(trials, contract([N]))
    assert [(one.id, one.lane) for one in verdict.findings] == [("output.m", "python")]
    assert "no such field" in verdict.findings[0].message


def test_a_field_left_out_is_a_finding() -> None:
    """Whatever its mode: a shown one too."""
    for mode in ("equal", "shown", "between"):
        verdict = judged(
            [trial("python", {"n": 1}), trial("dotnet", {})], contract([{"field": "n", "mode": mode}])
        )
        assert [(one.id, one.lane) for one in verdict.findings] == [("output.n", "dotnet")]
        assert verdict.findings[0].message == "n: dotnet (plain) left this field out."


def test_null_stands_for_a_field_of_other_variants() -> None:
    """C# writes every field of its record; Python may leave the field out."""
    entries = [N, {"field": "m", "mode": "equal", "variants": ["two"]}]
    right = [
        trial("python", {"n": 1}, variant="one"),
        trial("dotnet", {"n": 1, "m": None}, variant="one"),
        *(trial(lane.name, {"n": 1, "m": 2}, variant="two") for lane in BOTH),
    ]
    assert ids(judged(right, contract(entries, variants=VARIANTS))) == []
    wrong = [*right, trial("dotnet", {"n": 1, "m": 3}, variant="one")]
    verdict = judged(wrong, contract(entries, variants=VARIANTS))
    assert ids(verdict) == ["output.m"]
    assert "no entry of the contract" in verdict.findings[0].message


def test_an_entry_of_a_case_does_not_take_altered_parameters() -> None:
    """Its value is the case's own; with other parameters the field is not judged by it."""
    entries = [{"field": "n", "mode": "equal", "value": 1, "cases": ["default"]}]
    trials = [trial(lane.name, {"n": 2}) for lane in BOTH]
    assert ids(judged(trials, contract(entries))) == ["output.n"] * 2
    assert ids(judged(trials, contract(entries), cases=[case(altered=True)])) == []
    left_out = [trial(lane.name, {}) for lane in BOTH]
    assert ids(judged(left_out, contract(entries), cases=[case(altered=True)])) == []


def test_a_general_entry_takes_over_from_one_of_a_case() -> None:
    """The first that matches wins, in the contract's order, case by case."""
    entries = [{"field": "n", "mode": "equal", "value": 1, "cases": ["a"]}, N]
    trials = [trial(lane.name, {"n": n}, case=name) for lane in BOTH for name, n in [("a", 1), ("b", 2)]]
    assert ids(judged(trials, contract(entries), cases=[case("a"), case("b")])) == []


def test_outputs_of_timed_trials_are_judged_as_well() -> None:
    """A wrong value that shows only when nobody watches is found."""
    trials = [
        *(trial(lane.name, {"n": 1}) for lane in BOTH),
        trial("dotnet", {"n": 2}, mode="timed", round=3),
    ]
    assert ids(judged(trials, contract([N]))) == ["output.n"]


def test_the_same_fault_of_many_trials_is_one_finding() -> None:
    """With the number of others like it."""
    outputs = [{"n": number} for number in range(5)]
    (finding,) = judged([trial("python", {"n": 0}), trial("dotnet", outputs)], contract([N])).findings
    assert finding.message == "n: dotnet (plain) said 1, but python (plain) said 0 (and 3 more like it)."


def test_no_declared_output_is_fine_for_an_empty_one() -> None:
    """A pair about behaviour alone."""
    verdict = judged([trial(lane.name) for lane in BOTH], contract())
    assert (ids(verdict), verdict.outputs, verdict.behaviour) == ([], "agrees", "agrees")
