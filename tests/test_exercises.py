"""All exercises: each starter fails by what its mistake names or its empty function lacks, each solution passes.

They take long, and `tests/commands/test_exercise.py` drives some in every run. PARALLAX_EXERCISES=N drives all:
each starter once, each solution N times; with `-n` some at once, which keeps the cores busy.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace

import pytest

from compare.catalogue.contract import Contract
from compare.catalogue.exercises import LEVELS, Exercise, exercise_of
from compare.catalogue.mistakes import TEXTS, example_of
from compare.commands.driven import drive
from compare.judge import Report
from compare.judge.conviction import verdict_on_mistake
from tests.pairs import CATALOGUE, CONTRACTS, complaints

TIMES = int(os.environ.get("PARALLAX_EXERCISES", "0"))
pytestmark = [
    pytest.mark.skipif(not TIMES, reason="set PARALLAX_EXERCISES=N to drive all exercises"),
    pytest.mark.timeout(3600),
]
SOLVED = [(contract, language) for contract in CONTRACTS for language in TEXTS] if TIMES else []
STARTERS = [
    made
    for contract, language in SOLVED
    for level in LEVELS
    if (made := exercise_of(contract, language, level)).level == level
]


def _name(value: object) -> str:
    return (
        f"{value.pair}-{value.level}-{value.language}"
        if isinstance(value, Exercise)
        else getattr(value, "id", str(value))
    )


def _drive(made: Exercise, text: str) -> Report:
    driven = drive(CATALOGUE.contracts[made.pair], made, text)
    assert driven.report is not None, driven.fault
    return driven.report


@pytest.mark.parametrize("made", STARTERS, ids=_name)
def test_starter_fails_by_what_is_named(made: Exercise) -> None:
    """By all that its mistake names and nothing else, in its cases and variants; others may share the same lines."""
    report = _drive(made, made.text)
    if made.mistake:
        narrowed = _narrowed(report, made.mistake.variants, made.mistake.cases)
        assert verdict_on_mistake(narrowed, made.mistake) == [], complaints(report)
    else:
        assert made.variant in {one.variant for one in report.pairs[0].findings}, complaints(report)


def _narrowed(report: Report, variants: Collection[str], cases: Collection[str]) -> Report:
    (pair,) = report.pairs
    found = tuple(one for one in pair.findings if one.variant in variants and one.case in cases)
    return replace(report, pairs=(replace(pair, findings=found),))


@pytest.mark.parametrize("turn", range(TIMES))
@pytest.mark.parametrize(("contract", "language"), SOLVED, ids=_name)
def test_solution_passes(contract: Contract, language: str, turn: int) -> None:
    """As it stands in the repository."""
    report = _drive(
        exercise_of(contract, language), example_of(contract, language).read_text(encoding="utf-8")
    )
    assert report.pairs[0].findings == (), complaints(report)
