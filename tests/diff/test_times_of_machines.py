"""Rows that several machines measured: each one's verdict is its own."""

from __future__ import annotations

from dataclasses import replace

from compare.diff.whole import whole_of
from compare.errors import Exit
from compare.record.saving import dumps, parse
from compare.report.changes import cells, sentence
from tests.diff.test_with_base import code, look, run, verdict


def test_a_null_row_contaminates_the_times_of_its_own_machine() -> None:
    """Each machine's rows are told apart, and one that is noisy hides no regression on another."""
    looks = [
        replace(look(1.2, kind=kind), machine=machine) for machine in ("a", "b") for kind in ("main", "again")
    ]
    nulls = [replace(look(ratio, kind="null"), machine=on) for on, ratio in (("a", 1.3), ("b", 1.0))]
    dirty = run(*looks, *nulls)
    assert [(row.machine, row.word, row.contaminated) for row in verdict(dirty).rows] == [
        ("a", "slower", True),
        ("b", "slower", False),
    ]
    assert code(dirty) == Exit.REGRESSION
    slower = [cause for cause in whole_of(dirty).causes if cause.group == "slower"]
    assert len(slower) == 1 and slower[0].message.startswith("plain on b: +20")
    assert "2 slower; contaminated in part" in sentence(verdict(dirty))
    assert [cells(row)[0] for row in verdict(dirty).rows] == [
        "a-pair plain python on a",
        "a-pair plain python on b",
    ]
    assert parse(dumps(dirty), "it") == dirty
