"""Small pieces of sentences read as a person would write them."""

from __future__ import annotations

import pytest

from compare.report.english import because, counted, listed, paragraphs


def test_names_are_listed_as_sentences_have_them() -> None:
    """None, one, two and three."""
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_one_is_no_plural() -> None:
    """One pair, no pairs."""
    assert [counted(number, "pair") for number in (0, 1, 2)] == ["0 pairs", "1 pair", "2 pairs"]


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("a group wraps", ", because a group wraps."),
        ("A task group wraps.", ", because a task group wraps."),
        ("Because  The group\nwraps", ", because the group wraps."),
        ("TaskGroup wraps", ", because TaskGroup wraps."),
        ("Intel adds faster", ", because Intel adds faster."),
        ("", "."),
    ],
)
def test_reasons_end_a_sentence(reason: str, end: str) -> None:
    """As part of it, names kept as they are."""
    assert because(reason) == end


def test_prose_flows_between_empty_lines() -> None:
    """Line ends of a TOML text are none of the reader's."""
    assert paragraphs("one\ntwo\n \n three\n\n") == ["one two", "three"]
