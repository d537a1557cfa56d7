"""Values of parameters: types and limits, what a user sets, and what Hypothesis draws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compare.catalogue.parameters import check, check_value, parse_setting, values_of
from compare.errors import UsageError
from tests import strategies
from tests.sample import contract

JOBS = {
    "type": "list",
    "items": {"type": "record", "fields": {"name": {"type": "string"}, "ms": {"type": "integer", "min": 0}}},
    "min_length": 1,
    "max_length": 3,
    "distinct": True,
    "default": [{"name": "a", "ms": 30}],
}
WIDE = {
    "n": {"type": "integer", "default": 1000, "min": 2, "max": 50_000_000},
    "share": {"type": "float", "default": 0.5, "min": 0, "max": 1},
    "fast": {"type": "boolean", "default": True},
    "way": {"type": "string", "default": "a", "choices": ["a", "b"]},
    "name": {"type": "string", "default": "x-1", "pattern": "[a-z]-[0-9]+", "max_length": 5},
    "text": {"type": "string", "default": "", "max_length": 4},
    "below": {"type": "integer", "default": -5, "max": -5},
    "jobs": JOBS,
}


def refused(entry: dict[str, Any], value: Any) -> str:
    """The sentence that refuses a value."""
    with pytest.raises(UsageError) as caught:
        check_value(entry, value, "p.x")
    return str(caught.value)


@pytest.mark.parametrize(
    ("entry", "value", "sentence"),
    [
        ({"type": "integer"}, True, "p.x must be a whole number, not true."),
        ({"type": "integer"}, 1.0, "p.x must be a whole number, not 1.0."),
        ({"type": "integer", "min": 2, "unit": "items"}, 1, "p.x must be at least 2 items, not 1."),
        ({"type": "integer", "max": 2}, 3, "p.x must be at most 2, not 3."),
        ({"type": "integer"}, 2**53 + 1, "p.x must be at most 9007199254740992, not 9007199254740993."),
        ({"type": "float"}, float("nan"), "p.x must be a finite number, not NaN."),
        ({"type": "float"}, 10**400, "p.x must be a finite number, not 1" + "0" * 56 + "...."),
        ({"type": "float", "max": 1}, 1.5, "p.x must be at most 1, not 1.5."),
        ({"type": "boolean"}, 0, "p.x must be true or false, not 0."),
        ({"type": "string"}, 5, "p.x must be a text, not 5."),
        ({"type": "string"}, "\udc80", 'p.x must be a text, not "\udc80".'),
        ({"type": "string", "choices": ["spawn"]}, "spwan", 'p.x has no choice "spwan". Did you mean spawn?'),
        ({"type": "string", "max_length": 1}, "ab", "p.x must have at most 1 characters, not 2."),
        ({"type": "string", "pattern": "a+"}, "ab", 'p.x must look like a+, not "ab".'),
        (JOBS, [], "p.x must have at least 1 items, not 0."),
        (JOBS, [{"name": "a", "ms": -1}], "p.x[0].ms must be at least 0, not -1."),
        (JOBS, [{"name": "a"}], "p.x[0] lacks the field ms."),
        (JOBS, [{"name": "a", "ms": 1, "msec": 1}], "p.x[0] has no field 'msec'. Did you mean ms?"),
        (JOBS, JOBS["default"] * 2, 'p.x must hold distinct items; {"name": "a", "ms": 30} stands twice.'),
    ],
)
def test_wrong_value_is_refused_with_its_place(entry, value, sentence) -> None:
    """One sentence: which value, which limit."""
    assert refused(entry, value) == sentence


def test_unknown_parameter_names_the_nearest() -> None:
    """The pair, the name and the nearest one."""
    with pytest.raises(UsageError, match=r"^my-pair has no parameter 'nn'\. Did you mean n\?$"):
        check(contract(), "nn", 1)
    with pytest.raises(UsageError, match="It has none"):
        check(contract(parameters={}), "n", 1)


def test_value_for_a_float_becomes_one() -> None:
    """`--set x=1` is right where a float is asked for."""
    value = check_value({"type": "float"}, 1, "p.x")
    assert (value, type(value)) == (1.0, float)


def test_values_are_copies() -> None:
    """Nobody can change a contract by changing a value of it."""
    made = values_of(contract(parameters={"jobs": JOBS}), contract().cases[0], {})
    made["jobs"][0]["ms"] = 1
    assert JOBS["default"] == [{"name": "a", "ms": 30}]


def test_user_wins_over_case_and_case_over_default() -> None:
    """Defaults, then the case, then the user; always every parameter."""
    entry = {"type": "integer", "default": 1}
    pair = contract(
        parameters={"a": entry, "b": entry, "c": entry}, cases=[{"id": "default", "set": {"b": 2, "c": 2}}]
    )
    assert values_of(pair, pair.cases[0], {"c": 3}) == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("p.n=5", 5),
        ("p.n = -5 # five", -5),
        ("p.n=1_000", 1000),
        ('p.n="a=b"', "a=b"),
        ("p.n=[1, 2]", [1, 2]),
    ],
)
def test_setting_takes_a_toml_value(text, value) -> None:
    """The value is a TOML literal, nothing else."""
    assert parse_setting(text) == ("p", "n", value)


@pytest.mark.parametrize("text", ["", "p.n", "n=5", ".n=5", "p.=5", "=5"])
def test_setting_of_another_form_is_refused(text) -> None:
    """The message shows the form."""
    with pytest.raises(UsageError, match=r"write PAIR\.PARAMETER=VALUE"):
        parse_setting(text)


@pytest.mark.parametrize(
    "text", ["p.n=", "p.n=spawn", "p.n=1\nm=2", "p.n=[" * 2, "p.n=" + "[" * 9999, "p.n=" + "9" * 5000]
)
def test_setting_without_a_toml_value_is_refused(text) -> None:
    """The commonest mistake is a text without quotes: the message has them."""
    with pytest.raises(UsageError, match=r"is no TOML value; a text stands in quotes: --set 'p\.n="):
        parse_setting(text)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of theirs
@given(values=strategies.parameters(contract(parameters=WIDE)))
def test_drawn_values_lie_within_the_limits(values) -> None:
    """What Hypothesis draws of a contract is what the contract allows, and not what would never end."""
    pair = contract(parameters=WIDE)
    assert values.keys() == WIDE.keys()
    assert {name: check(pair, name, value) for name, value in values.items()} == values
    assert values["n"] <= 10_002


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_value_is_taken_or_refused_in_one_sentence(value) -> None:
    """No value of a user makes the check itself fail."""
    for entry in WIDE.values():
        try:
            check_value(entry, value, "p.x")
        except UsageError as error:
            assert str(error).startswith("p.x")  # noqa: PT017
