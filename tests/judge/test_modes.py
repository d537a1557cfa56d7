"""Each mode of outputs: what makes it fire, what leaves it silent."""

from __future__ import annotations

from typing import Any

import pytest

from compare.judge.modes import MODES
from tests.judge.builders import (
    ALL,
    BOTH,
    DOTNET,
    PY313,
    PYTHON,
    PYTHONNET,
    case,
    contract,
    ids,
    judged,
    said,
    trial,
)

# mode, the entry's other keys, what python and dotnet said
SILENT: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("equal", {}, 5, 5),
    ("equal", {}, 1, 1.0),
    ("equal", {}, {"a": [1, None]}, {"a": [1, None]}),
    ("equal", {"value": 5}, 5, 5),
    ("equal", {"value": "(none)"}, None, None),
    ("equal", {"tolerance": 1e-9}, 1e6, 1e6 + 1e-4),
    ("equal", {"value": 1.0, "tolerance": 0.1}, 0.95, 1.05),
    ("unordered", {}, [1, 2, 2], [2, 1, 2.0]),
    ("unordered", {"value": ["b", "a"]}, ["a", "b"], ["b", "a"]),
    ("set", {}, [1, 2, 2], [2, 1]),
    ("set", {"value": [1, 2]}, [2, 1, 1], [1, 2]),
    ("between", {"low": 0, "high": 3}, 0, 3),
    ("between", {"low": 0}, 0, 1e9),
    ("between", {"high": 0}, -7, 0),
    ("between", {}, 5, 6),
    ("error", {}, "timeout", "timeout"),
    ("error", {"value": "cancelled"}, "cancelled", "cancelled"),
    ("error", {"value": "(none)"}, None, None),
    ("error", {}, ["user", None], ["user", None]),
    ("differs", {"values": {"python": True, "dotnet": False}, "because": "x"}, True, False),
    ("differs", {"values": {"python": "(none)", "dotnet": 0}, "because": "x"}, None, 0),
    ("shown", {}, 1, "anything"),
]
FIRES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("equal", {}, 5, 6),
    ("equal", {}, 1, True),
    ("equal", {}, [1, 2], [2, 1]),
    ("equal", {}, None, 0),
    ("equal", {"value": 5}, 6, 5),
    ("equal", {"value": "(none)"}, None, "none"),
    ("equal", {"tolerance": 1e-9}, 1e6, 1e6 + 1),
    ("equal", {"tolerance": 1e-9}, "a", "b"),
    ("unordered", {}, [1, 2, 2], [1, 2]),
    ("unordered", {}, [1, 2], 12),
    ("unordered", {"value": [1, 2]}, [1, 2], [1, 3]),
    ("set", {}, [1, 2], [1, 3]),
    ("set", {}, {"a": 1}, [1]),
    ("set", {"value": [1]}, [1], []),
    ("between", {"low": 0, "high": 3}, 1, 4),
    ("between", {"low": 0}, -1, 0),
    ("between", {"high": 3}, 3, 3.1),
    ("between", {"low": 0, "high": 3}, 1, True),
    ("between", {"low": 0, "high": 3}, 1, None),
    ("between", {"high": "nowhere"}, 1, 1),
    ("error", {}, "timeout", "cancelled"),
    ("error", {}, None, "timeout"),
    ("error", {}, "TimeoutError", "TimeoutError"),
    ("error", {"value": "user"}, "user", "aggregate"),
    ("differs", {"values": {"python": True, "dotnet": False}, "because": "x"}, True, True),
    ("differs", {"values": {"python": True, "dotnet": False}, "because": "x"}, False, False),
    ("differs", {"values": {"python": 1}, "because": "x"}, 1, 1),
    ("new mode", {}, 1, 1),
]


@pytest.mark.parametrize(("mode", "entry", "python", "dotnet"), SILENT)
def test_mode_is_silent(mode: str, entry: dict[str, Any], python: Any, dotnet: Any) -> None:
    """Right values give no finding."""
    assert ids(said({"mode": mode} | entry, python, dotnet)) == []


@pytest.mark.parametrize(("mode", "entry", "python", "dotnet"), FIRES)
def test_mode_fires(mode: str, entry: dict[str, Any], python: Any, dotnet: Any) -> None:
    """A wrong value is a finding of its field, and the outputs differ."""
    verdict = said({"mode": mode} | entry, python, dotnet)
    assert set(ids(verdict)) == {"output.n"}
    assert verdict.outputs == "differs"


def test_every_mode_is_tested_both_ways() -> None:
    """No mode that could never fire; `shown` never does by its nature."""
    assert {one[0] for one in SILENT} == set(MODES)
    assert {one[0] for one in FIRES} >= set(MODES) - {"shown"}


def test_findings_say_who_said_what() -> None:
    """One sentence with lane, variant, both values; both are data too."""
    (finding,) = said({"mode": "equal"}, 5, 6).findings
    assert finding.message == "n: dotnet (plain) said 6, but python (plain) said 5."
    assert (finding.lane, finding.expected, finding.actual) == ("dotnet", 5, 6)
    (finding,) = said({"mode": "equal", "value": 5}, 6, 5).findings
    assert finding.message == "n: python (plain) said 6, expected 5."
    (finding,) = said({"mode": "between", "high": 3}, 1, 4).findings
    assert finding.message == "n: dotnet (plain) said 4, expected at most 3."


def test_expect_of_the_case_comes_before_the_entry_and_the_others() -> None:
    """A value that all lanes share is wrong where the case says otherwise."""
    the_contract = contract(
        [{"field": "n", "mode": "equal", "value": 6}], cases=[{"id": "default", "expect": {"n": 5}}]
    )
    assert ids(judged([trial("python", {"n": 5}), trial("dotnet", {"n": 5})], the_contract)) == []
    assert (
        ids(judged([trial("python", {"n": 6}), trial("dotnet", {"n": 6})], the_contract)) == ["output.n"] * 2
    )


def test_altered_parameters_are_judged_by_agreement_alone() -> None:
    """--set makes a case's expected outputs void; what is true of every case still counts."""
    altered = [case(altered=True)]
    the_contract = contract([{"field": "n", "mode": "equal"}], cases=[{"id": "default", "expect": {"n": 5}}])
    seven = [trial("python", {"n": 7}), trial("dotnet", {"n": 7})]
    assert ids(judged(seven, the_contract)) == ["output.n"] * 2
    assert ids(judged(seven, the_contract, cases=altered)) == []
    assert ids(said({"mode": "equal"}, 7, 8, cases=altered)) == ["output.n"]
    assert ids(said({"mode": "equal", "value": 5}, 7, 7, cases=altered)) == ["output.n"] * 2


def test_variants_of_one_entry_agree_with_each_other() -> None:
    """Serial and threads must give one value; the first lane's first variant is the reference."""
    variants = [{"name": "serial", "headline": True, "reference": True}, {"name": "threads"}]
    trials = [
        trial("dotnet", {"n": 1}, variant="serial"),
        trial("python", {"n": 1}, variant="serial"),
        trial("python", {"n": 2}, variant="threads"),
    ]
    verdict = judged([*trials, trial("dotnet", {"n": 1}, variant="threads")], contract(
        [{"field": "n", "mode": "equal"}], variants=variants))  # fmt: skip
    assert [(one.lane, one.variant) for one in verdict.findings] == [("python", "threads")]
    assert "python (serial) said 1" in verdict.findings[0].message


def test_variants_of_two_entries_do_not_have_to_agree() -> None:
    """An entry with variants is judged for itself, and the first that matches wins."""
    variants = [{"name": "one", "headline": True, "reference": True}, {"name": "two"}]
    entries = [{"field": "n", "mode": "equal", "variants": ["two"]}, {"field": "n", "mode": "equal"}]
    trials = [trial(lane.name, {"n": name}, variant=name) for lane in BOTH for name in ("one", "two")]
    assert ids(judged(trials, contract(entries, variants=variants))) == []


def test_cases_do_not_have_to_agree() -> None:
    """Agreement is within a case: other parameters give other values."""
    trials = [trial(lane.name, {"n": number}, case=f"c{number}") for lane in BOTH for number in (1, 2)]
    assert (
        ids(judged(trials, contract([{"field": "n", "mode": "equal"}]), cases=[case("c1"), case("c2")])) == []
    )


def test_two_values_of_one_row_are_told_apart() -> None:
    """A timed trial that gave another value once is a finding."""
    trials = [
        trial("python", {"n": 1}),
        trial("dotnet", {"n": 1}),
        trial("dotnet", [{"n": 1}, {"n": 2}], mode="timed"),
    ]
    verdict = judged(trials, contract([{"field": "n", "mode": "equal"}]))
    assert [(one.id, one.lane, one.actual) for one in verdict.findings] == [("output.n", "dotnet", 2)]


def test_tolerance_holds_between_any_two() -> None:
    """Two near enough to the first but not to one another are found, in any order of lanes."""
    values = {"python": 100.0, "dotnet": 100.9, "pythonnet": 99.1}
    entry = {"field": "n", "mode": "equal", "tolerance": 0.01}
    for lanes in ([PYTHON, DOTNET, PYTHONNET], [DOTNET, PYTHON, PYTHONNET]):
        trials = [trial(name, {"n": value}) for name, value in values.items()]
        assert set(ids(judged(trials, contract([entry]), lanes=lanes))) == {"output.n"}


def test_bounds_are_parameters_or_other_fields() -> None:
    """A name is looked up among the parameters first, then in the same output."""
    entries = [
        {"field": "n", "mode": "between", "low": "least", "high": "sum"},
        {"field": "sum", "mode": "shown"},
    ]
    cases = [case(least=2)]

    def found(n: int, total: int) -> list[str]:
        trials = [trial(lane.name, {"n": n, "sum": total}) for lane in BOTH]
        return ids(judged(trials, contract(entries), cases=cases))

    assert found(2, 5) == found(5, 5) == []
    assert found(1, 5) == found(6, 5) == ["output.n"] * 2


def test_bound_in_another_field_is_that_of_the_same_output() -> None:
    """Two outputs of a row are not mixed up, even with the same value of the field."""
    entries = [{"field": "n", "mode": "between", "high": "sum"}, {"field": "sum", "mode": "shown"}]
    trials = [trial("python", [{"n": 3, "sum": 5}, {"n": 3, "sum": 2}]), trial("dotnet", {"n": 3, "sum": 3})]
    assert [one.message for one in judged(trials, contract(entries)).findings] == [
        "n: python (plain) said 3, expected at most 2 (sum)."
    ]


def test_differences_as_declared_are_taught() -> None:
    """Seen values by lane, with the reason; the pair's word says so."""
    entry = {"mode": "differs", "values": {"python": "cancelled", "dotnet": "timeout"}, "because": "They do."}
    verdict = said(entry, "cancelled", "timeout")
    (divergence,) = verdict.divergences
    assert divergence.values == {"python": "cancelled", "dotnet": "timeout"}
    assert (divergence.field, divergence.variant, divergence.because) == ("n", "plain", "They do.")
    assert verdict.outputs == "declared divergence"


def test_declared_values_go_by_text_unless_a_lane_is_named() -> None:
    """pythonnet runs the C# text; its own name, where it stands, wins; py313 runs Python's."""
    lanes = (*ALL, PY313)
    trials = [trial(name, {"n": value}) for name, value in [("python", 1), ("dotnet", 2), ("py313", 1)]]

    def found(values: dict[str, int], pythonnet: int) -> list[str]:
        entry = {"field": "n", "mode": "differs", "values": values, "because": "x"}
        return ids(judged([*trials, trial("pythonnet", {"n": pythonnet})], contract([entry]), lanes=lanes))

    assert found({"python": 1, "dotnet": 2}, 2) == []
    assert found({"python": 1, "dotnet": 2}, 1) == ["output.n"]
    assert found({"python": 1, "dotnet": 2, "pythonnet": 3}, 3) == []
    assert found({"python": 1, "dotnet": 2, "pythonnet": 3}, 2) == ["output.n"]


def test_a_contract_may_turn_the_text_of_a_lane() -> None:
    """Where pythonnet runs the Python text, Python's declared value holds there."""
    entry = {"field": "n", "mode": "differs", "values": {"python": 1, "dotnet": 2}, "because": "x"}
    the_contract = contract([entry], text={"pythonnet": "python"})
    trials = [trial("pythonnet", {"n": 1}), trial("dotnet", {"n": 2})]
    assert judged(trials, the_contract, lanes=[PYTHONNET, DOTNET]).outputs == "declared divergence"


def test_a_divergence_needs_two_sides() -> None:
    """One lane alone shows no difference, however right its value is."""
    entry = {"field": "n", "mode": "differs", "values": {"python": 1, "dotnet": 2}, "because": "x"}
    verdict = judged([trial("python", {"n": 1})], contract([entry]), lanes=[PYTHON])
    assert verdict.divergences == ()
    assert verdict.outputs == "cannot tell"


def test_a_divergence_of_several_cases_is_told_once() -> None:
    """The same difference again teaches nothing."""
    entry = {"field": "n", "mode": "differs", "values": {"python": 1, "dotnet": 2}, "because": "x"}
    trials = [trial(lane, {"n": n}, case=name) for name in "ab" for lane, n in [("python", 1), ("dotnet", 2)]]
    assert len(judged(trials, contract([entry]), cases=[case("a"), case("b")]).divergences) == 1


def test_shown_values_are_listed_by_lane() -> None:
    """For readers only: any value, and never a finding."""
    (shown,) = said({"mode": "shown"}, 1, [2]).shown
    assert (shown.field, shown.case, shown.variant, shown.values) == (
        "n",
        "default",
        "plain",
        {"python": 1, "dotnet": [2]},
    )
