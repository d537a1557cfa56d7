"""What could not be judged is counted and said."""

from __future__ import annotations

from compare.judge.verdict import Unjudged
from compare.report.unjudged import unjudged
from tests.report import samples


def test_nothing_is_said_where_all_was_judged() -> None:
    """Most runs have no such sentence."""
    assert list(unjudged([samples.verdict("one", "tasks", "T", ())])) == []


def test_values_and_checks_are_counted_and_named() -> None:
    """The first few by name."""
    values = tuple(Unjudged("n", f"c{number}", "plain", "python") for number in range(7))
    one = samples.verdict("one", "tasks", "T", (), unjudged=values, unapplied=("quick",))
    two = samples.verdict("two", "tasks", "T", (), unapplied=("slow", "late"))
    values_told, checks_told = unjudged([one, two])
    assert values_told.startswith(
        "7 values could not be judged, for nothing is expected of them and no other lane"
    )
    assert values_told.endswith("one n (plain, case c3), one n (plain, case c4) and 2 more")
    assert checks_told == (
        "3 checks of behaviour were not applied, for the contract makes them on its own values only: "
        "one quick, two slow and two late"
    )
    assert next(unjudged([samples.verdict("one", "t", "T", (), unapplied=("quick",))])).startswith(
        "1 check of"
    )
