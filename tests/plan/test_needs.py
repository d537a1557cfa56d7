"""What a variant needs of the machine, and a lane has not: it is skipped with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from compare.plan.choice import Choice
from compare.plan.plan import plan_pair
from compare.record.nouns import LaneFacts
from tests.pairs import CATALOGUE

CONTRACT = CATALOGUE.contracts["queue-basic"]  # whose `process` has a queue between processes


def _planned(**facts: Any) -> tuple[set[str], dict[str, str]]:
    lane = LaneFacts("python", "python", "python", "ready", "", facts, (1,))
    plan = plan_pair(CONTRACT, (lane,), Choice())
    return {row.variant.name for row in plan.observed}, {one.variant: one.reason for one in plan.skips}


@pytest.mark.parametrize("facts", [{}, {"shared_memory": True}], ids=["of an older worker", "there"])
def test_98_nothing_is_skipped_where_shared_memory_is_there(facts: dict[str, Any]) -> None:
    """Nor where nobody has said."""
    rows, skips = _planned(**facts)
    assert "process" in rows and skips == {}


def test_pair_whose_packages_cannot_be_had_is_skipped_in_csharp() -> None:
    """With what was said of them; its Python text is run, where its package is there, or skipped with the cure."""
    contract = CATALOGUE.contracts["remote-call"]
    lanes = tuple(
        LaneFacts(kind, kind, kind, "ready", "", {"executable": "py", "modules": {}}, (1,))
        for kind in ("python", "dotnet")
    )
    plan = plan_pair(contract, lanes, Choice(unbuilt={"remote-call": "no network"}))
    assert plan.observed == ()
    cure = "needs the Python package distributed: `py -m pip install distributed` installs it"
    assert {(one.lane, one.reason) for one in plan.skips} == {("dotnet", "no network"), ("python", cure)}


def test_98_what_needs_shared_memory_is_skipped_without() -> None:
    """And nothing else; red where it would run into an OSError."""
    rows, skips = _planned(shared_memory=False)
    assert rows == {"thread", "task"}
    assert list(skips) == ["process"] and "/dev/shm cannot be written" in skips["process"]
