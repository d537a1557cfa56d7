"""A guard that is switched off is missed by its own test: no guard is dead, and no such test is always green."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from compare.setup.home import ROOT
from tests.guards import GUARDS, Guard

pytestmark = pytest.mark.timeout(600)  # the first one runs them all


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    """How each guard's test ends while the guard is off; in a process of its own, for it is pytest again."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.switched_off"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("guard", GUARDS, ids=lambda one: one.name)
def test_without_the_guard_its_test_is_red(guard: Guard, outcomes: dict[str, str]) -> None:
    """And not for a mistake in how it is switched off."""
    outcome = outcomes[guard.name]
    if outcome.startswith("skipped"):
        pytest.skip(f"so is {guard.test} here")
    assert outcome.startswith("failed ") and "<lambda>" not in outcome, outcome
