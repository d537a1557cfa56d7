"""Texts are cut at their markers and laid beside each other."""

from __future__ import annotations

from compare.report.steps import beside, pieces

LEFT = "head\n\n# [step: fan out]\none\n    # [step: collect ]\ntwo\n\n"
RIGHT = "head\n// [step: fan out]\neins\n  // [step: only here]\nx\n// [step: collect]\nzwei"


def test_markers_cut_a_text() -> None:
    """The markers go; line numbers stay true; empty lines around a piece go."""
    assert [(one.name, one.first, one.lines) for one in pieces(LEFT)] == [
        ("", 1, ("head",)),
        ("fan out", 4, ("one",)),
        ("collect", 6, ("two",)),
    ]


def test_steps_of_the_same_name_stand_beside_each_other() -> None:
    """A step that one side lacks has an empty place there."""
    steps = list(beside(pieces(LEFT), pieces(RIGHT)))
    assert [(one.name, bool(one.left), bool(one.right)) for one in steps] == [
        ("", True, True),
        ("fan out", True, True),
        ("only here", False, True),
        ("collect", True, True),
    ]


def test_a_text_without_markers_is_one_piece() -> None:
    """And an empty one none."""
    assert [one.lines for one in pieces("a\nb\n")] == [("a", "b")]
    assert pieces("") == []
