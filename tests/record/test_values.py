"""When two JSON values are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.record.values import canonical, expected, same, shown

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, 1.0, -0.0, 0.5])
    | st.sampled_from("ab1")
)
VALUES = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xy"), inner)
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (0.0, -0.0),
        ([1, {"a": 2.0}], [1.0, {"a": 2}]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (None, None),
    ],
)
def test_same_values(one: object, other: object) -> None:
    """Numbers by value, objects without order."""
    assert same(one, other)
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        (None, 0),
        (None, False),
        ([1, 2], [2, 1]),
        ([], {}),
        ({"a": 1}, {}),
        ([1], [1, 1]),
    ],
)
def test_different_values(one: object, other: object) -> None:
    """A truth value is no number, and a list has an order."""
    assert not same(one, other)
    assert canonical(one) != canonical(other)


@given(VALUES, VALUES)
def test_canonical_texts_say_what_same_says(one: object, other: object) -> None:
    """Two texts are equal exactly when the values are the same, whichever way round."""
    assert same(one, other) == (canonical(one) == canonical(other)) == same(other, one)
    assert same(one, one)


def test_tolerance_is_relative_and_reaches_any_depth() -> None:
    """A millionth of a million is one; of one it is nearly nothing."""
    assert same({"x": [1_000_000]}, {"x": [1_000_001]}, 1e-6)
    assert not same(1.0, 1.000002, 1e-6)
    assert same(7, 8, 0.125)  # of the larger, and the limit itself is near enough
    assert same(8, 7, 0.125)
    assert not same(0.0, 1e-300, 1e-6)
    assert not same(1, True, 1.0)


def test_none_is_written_as_a_text() -> None:
    """TOML has no null: "(none)" stands for it, at any depth."""
    assert expected("(none)") is None
    assert expected([1, {"a": "(none)"}]) == [1, {"a": None}]
    assert expected("none") == "none"


def test_a_long_value_is_cut_in_the_middle() -> None:
    """Both ends of a long list are seen, and text stays readable."""
    text = shown(list(range(1000)))
    assert len(text) <= 120
    assert text.startswith("[0, 1")
    assert text.endswith("999]")
    assert shown("萌") == '"萌"'
