"""Which key of a table counts for a row."""

from __future__ import annotations

import pytest

from compare.catalogue.expectations import is_divergence, is_free, key_for, parsed, side_of

ALL = {"one,two/a, b": 1, "one": 2, "*/a": 3, "*": 4, "set/a": 5, "set": 6}


@pytest.mark.parametrize(
    ("case", "variant", "without", "key"),
    [
        ("one", "a", (), "one,two/a, b"),
        ("two", "b", (), "one,two/a, b"),
        ("one", "c", (), "one"),
        ("one", "a", ("one,two/a, b",), "one"),
        ("two", "a", ("one,two/a, b",), "*/a"),
        ("two", "c", (), "*"),
        ("two", "c", ("*",), None),
    ],
)
def test_the_nearest_key_counts(case, variant, without, key) -> None:
    """CASE/VARIANT, then CASE, then */VARIANT, then *."""
    table = {name: value for name, value in ALL.items() if name not in without}
    assert key_for(table, case, variant) == key


@pytest.mark.parametrize(
    ("variant", "without", "key"),
    [
        ("a", (), "set/a"),
        ("b", (), "set"),
        ("a", ("set/a",), "set"),
        ("a", ("set/a", "set"), "*/a"),
        ("b", ("set",), "*"),
        ("b", ("set", "*"), None),
    ],
)
def test_altered_values_are_never_a_case(variant, without, key) -> None:
    """What the table says of single cases is not expected of other values."""
    table = {name: value for name, value in ALL.items() if name not in without}
    assert key_for(table, "one", variant, altered=True) == key


def test_a_key_names_cases_and_variants() -> None:
    """Several of each, with or without blanks."""
    assert (parsed("a, b/c,d").cases, parsed("a, b/c,d").variants) == (("a", "b"), ("c", "d"))
    assert parsed("*").variants == ()


def test_a_table_with_its_reason_is_a_divergence_or_free() -> None:
    """A plain record is neither, though it has a key python."""
    assert is_divergence({"python": 1, "dotnet": 2, "because": "so"})
    assert not is_divergence({"python": 1, "dotnet": 2})
    assert is_free({"free": True, "because": "so"})
    assert not is_free({"free": True})
    assert not is_divergence({"free": True, "because": "so"})


def test_the_nearest_name_has_a_divergences_value() -> None:
    """A lane's own before its kind's, that before its text's."""
    divergence = {"python": 1, "dotnet": 2, "pythonnet": 3, "because": "so"}
    assert side_of(divergence, ("pythonnet", "pythonnet", "dotnet")) == "pythonnet"
    assert side_of(divergence, ("py313", "python", "python")) == "python"
    assert side_of({"python": 1, "because": "so"}, ("dotnet", "dotnet", "dotnet")) is None
