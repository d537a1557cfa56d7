"""Each mode of outputs: what makes it fire, what leaves it silent, and whose bounds and values count."""

from __future__ import annotations

from typing import Any

import pytest

from compare.catalogue.modes import MODES
from tests.judge.builders import (
    ALL,
    BOTH,
    DOTNET,
    PY313,
    PYTHONNET,
    case,
    contract,
    ids,
    judged,
    said,
    trial,
)

SPLIT = {"python": 1, "dotnet": 2, "because": "x"}
NONE: dict[str, Any] = {}  # nothing is expected: the lanes are compared

# mode, the field's other keys, what python and dotnet said
SILENT: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("equal", NONE, 5, 5),
    ("equal", NONE, 1, 1.0),
    ("equal", NONE, {"a": [1, None]}, {"a": [1, None]}),
    ("equal", {"expect": {"*": 5}}, 5, 5),
    ("equal", {"expect": {"*": "(none)"}}, None, None),
    ("equal", {"tolerance": 1e-9}, 1e6, 1e6 + 1e-4),
    ("equal", {"expect": {"*": 1.0}, "tolerance": 0.1}, 0.95, 1.05),
    ("equal", {"expect": {"*": {"python": True, "dotnet": False, "because": "x"}}}, True, False),
    ("equal", {"expect": {"*": {"python": "(none)", "dotnet": 0, "because": "x"}}}, None, 0),
    ("unordered", NONE, [1, 2, 2], [2, 1, 2.0]),
    ("unordered", {"expect": {"*": ["b", "a"]}}, ["a", "b"], ["b", "a"]),
    ("set", NONE, [1, 2, 2], [2, 1]),
    ("set", {"expect": {"*": [1, 2]}}, [2, 1, 1], [1, 2]),
    ("between", {"expect": {"*": {"low": 0, "high": 3}}}, 0, 3),
    ("between", {"expect": {"*": {"low": 0}}}, 0, 1e9),
    ("between", {"expect": {"*": {"high": 0}}}, -7, 0),
    ("error", NONE, "timeout", "timeout"),
    ("error", {"expect": {"*": "cancelled"}}, "cancelled", "cancelled"),
    ("error", {"expect": {"*": "(none)"}}, None, None),
    ("error", NONE, ["user", None], ["user", None]),
    ("shown", NONE, 1, "anything"),
]
FIRES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("equal", NONE, 5, 6),
    ("equal", NONE, 1, True),
    ("equal", NONE, [1, 2], [2, 1]),
    ("equal", NONE, None, 0),
    ("equal", {"expect": {"*": 5}}, 6, 5),
    ("equal", {"expect": {"*": "(none)"}}, None, "none"),
    ("equal", {"tolerance": 1e-9}, 1e6, 1e6 + 1),
    ("equal", {"tolerance": 1e-9}, "a", "b"),
    ("equal", {"expect": {"*": {"python": True, "dotnet": False, "because": "x"}}}, True, True),
    ("equal", {"expect": {"*": {"python": True, "dotnet": False, "because": "x"}}}, False, False),
    ("equal", {"expect": {"*": {"python": 1, "because": "x"}}}, 1, 1),
    ("unordered", NONE, [1, 2, 2], [1, 2]),
    ("unordered", NONE, [1, 2], 12),
    ("unordered", {"expect": {"*": [1, 2]}}, [1, 2], [1, 3]),
    ("set", NONE, [1, 2], [1, 3]),
    ("set", NONE, {"a": 1}, [1]),
    ("set", {"expect": {"*": [1]}}, [1], []),
    ("between", {"expect": {"*": {"low": 0, "high": 3}}}, 1, 4),
    ("between", {"expect": {"*": {"low": 0}}}, -1, 0),
    ("between", {"expect": {"*": {"high": 3}}}, 3, 3.1),
    ("between", {"expect": {"*": {"low": 0, "high": 3}}}, 1, True),
    ("between", {"expect": {"*": {"low": 0, "high": 3}}}, 1, None),
    ("between", {"expect": {"*": {"high": "nowhere"}}}, 1, 1),
    ("error", NONE, "timeout", "cancelled"),
    ("error", NONE, None, "timeout"),
    ("error", NONE, "TimeoutError", "TimeoutError"),
    ("error", {"expect": {"*": "user"}}, "user", "aggregate"),
]


@pytest.mark.parametrize(("mode", "field", "python", "dotnet"), SILENT)
def test_mode_is_silent(mode: str, field: dict[str, Any], python: Any, dotnet: Any) -> None:
    """Right values give no finding."""
    assert ids(said({"mode": mode} | field, python, dotnet)) == []


@pytest.mark.parametrize(("mode", "field", "python", "dotnet"), FIRES)
def test_mode_fires(mode: str, field: dict[str, Any], python: Any, dotnet: Any) -> None:
    """A wrong value is a finding of its field, and the outputs differ."""
    verdict = said({"mode": mode} | field, python, dotnet)
    assert set(ids(verdict)) == {"output.n"}
    assert verdict.outputs == "differs"


def test_every_mode_is_tested_both_ways() -> None:
    """No mode that could never fire; `shown` never does by its nature."""
    assert {one[0] for one in SILENT} == set(MODES)
    assert {one[0] for one in FIRES} == set(MODES) - {"shown"}


def test_cases_do_not_have_to_agree() -> None:
    """Agreement is within a case: other parameters give other values."""
    trials = [trial(lane.name, {"n": number}, case=f"c{number}") for lane in BOTH for number in (1, 2)]
    assert ids(judged(trials, contract({"n": {"mode": "equal"}}), cases=[case("c1"), case("c2")])) == []


def test_bounds_are_parameters_or_other_fields() -> None:
    """A name is looked up among the parameters first, then in the same output."""
    fields = {
        "n": {"mode": "between", "expect": {"*": {"low": "least", "high": "sum"}}},
        "sum": {"mode": "shown"},
    }

    def found(n: int, total: int) -> list[str]:
        trials = [trial(lane.name, {"n": n, "sum": total}) for lane in BOTH]
        return ids(judged(trials, contract(fields), cases=[case(least=2)]))

    assert found(2, 5) == found(5, 5) == []
    assert found(1, 5) == found(6, 5) == ["output.n"] * 2


def test_bound_in_another_field_is_that_of_the_same_output() -> None:
    """Two outputs of a row are not mixed up, even with the same value of the field."""
    fields = {"n": {"mode": "between", "expect": {"*": {"high": "sum"}}}, "sum": {"mode": "shown"}}
    trials = [trial("python", [{"n": 3, "sum": 5}, {"n": 3, "sum": 2}]), trial("dotnet", {"n": 3, "sum": 3})]
    assert [one.message for one in judged(trials, contract(fields)).findings] == [
        "n: python (plain) said 3, expected at most 2 (sum)."
    ]


def test_declared_values_go_by_text_unless_a_lane_is_named() -> None:
    """pythonnet runs the C# text; its own name, where it stands, wins; py313 runs Python's."""
    trials = [trial(name, {"n": value}) for name, value in [("python", 1), ("dotnet", 2), ("py313", 1)]]

    def found(values: dict[str, Any], pythonnet: int) -> list[str]:
        fields = {"n": {"mode": "equal", "expect": {"*": values}}}
        seen = [*trials, trial("pythonnet", {"n": pythonnet})]
        return ids(judged(seen, contract(fields), lanes=(*ALL, PY313)))

    assert found(SPLIT, 2) == []
    assert found(SPLIT, 1) == ["output.n"]
    assert found(SPLIT | {"pythonnet": 3}, 3) == []
    assert found(SPLIT | {"pythonnet": 3}, 2) == ["output.n"]


def test_a_contract_may_turn_the_text_of_a_lane() -> None:
    """Where pythonnet runs the Python text, Python's declared value holds there."""
    the_contract = contract({"n": {"mode": "equal", "expect": {"*": SPLIT}}}, text={"pythonnet": "python"})
    trials = [trial("pythonnet", {"n": 1}), trial("dotnet", {"n": 2})]
    assert judged(trials, the_contract, lanes=[PYTHONNET, DOTNET]).outputs == "declared divergence"


def test_a_divergence_of_several_cases_is_told_once() -> None:
    """The same difference again teaches nothing."""
    trials = [trial(lane, {"n": n}, case=name) for name in "ab" for lane, n in [("python", 1), ("dotnet", 2)]]
    the_contract = contract({"n": {"mode": "equal", "expect": {"*": SPLIT}}})
    assert len(judged(trials, the_contract, cases=[case("a"), case("b")]).divergences) == 1
