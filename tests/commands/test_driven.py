"""How long a student's text is waited for: shortly where the machine is free, and never in each case again."""

from __future__ import annotations

import os

import pytest

from compare.catalogue.exercises import exercise_of
from compare.commands import driven
from tests.pairs import CATALOGUE


@pytest.mark.parametrize(("load", "times"), [(0.0, 1), (1.0, 1), (2.5, 2.5), (50.0, 10 / 3)])
def test_a_wrong_text_is_waited_for_longer_on_a_busy_machine(
    load: float, times: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right text comes late there, too."""
    cores = os.cpu_count() or 1
    monkeypatch.setattr(driven.psutil, "getloadavg", lambda: (load * cores, 0.0, 0.0))
    assert driven._gate_ms() == round(driven.GATE_MS * times) <= driven.LONGEST_GATE_MS == 10_000


def test_a_text_whose_import_never_ends_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a bound of its own, and by no further variant: red where each call waits its whole time again."""
    monkeypatch.setattr(driven, "LOADING_S", 0.2)  # it never ends, however long it is waited for
    contract = CATALOGUE.contracts["parallel-sum"]
    told = driven.drive(contract, exercise_of(contract, "python"), "while True:\n    pass\n")
    assert told.report is not None
    first, *others = told.report.record.pairs[0].trials
    assert (first.state, first.detail.partition(" ")[0]) == ("timeout", "no")
    assert {(one.state, one.detail) for one in others} == {("not-run", "its text did not end loading before")}
