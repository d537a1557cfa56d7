"""Every case of every contract through every lane, and parameters at random."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.pairs import CATALOGUE, CONTRACTS, complaints, lacking, pictured, plan, run
from tests.strategies import parameters

NAMES = [contract.id for contract in CONTRACTS]
EXAMPLES = int(os.environ.get("PARALLAX_EXAMPLES", "2"))  # of each pair; more of them where time allows


def test_no_contract_is_broken() -> None:
    """Each contract loads, fits its schema, and both of its texts are there."""
    assert [(one.id, one.reason) for one in CATALOGUE.broken] == []


def test_few_contracts_have_no_picture() -> None:
    """Who ran when is to be seen of all others."""
    assert len([one for one in CONTRACTS if one.data.get("picture")]) <= 5


@pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)
def test_case_in_every_lane_agrees(contract, real_lanes) -> None:
    """Each case that is not opt-in: outputs, behaviour, picture, and nothing left behind; timed as well."""
    lanes, facts = real_lanes
    if reason := lacking(contract, facts):
        pytest.skip(reason)
    report = run(plan(contract, facts), lanes, facts, timed=True)
    assert not report.pairs[0].findings, complaints(report)
    assert report.pairs[0].outputs in ("agrees", "declared divergence")
    assert report.pairs[0].behaviour in ("agrees", "declared divergence")
    assert set(pictured(contract, report).values()) == {"picture" not in contract.data}


@pytest.mark.parametrize("contract", [one for one in CONTRACTS if one.parameters], ids=lambda one: one.id)
def test_random_parameters_never_differ_undeclared(contract, real_lanes) -> None:
    """Values within the limits make the languages agree (differential testing)."""
    lanes, facts = real_lanes
    chosen = [contract.cases[0].id]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(
            Phase.explicit,
            Phase.generate,
        ),  # each value runs the pair whole: making it smaller takes minutes
        database=None,
    )
    @given(values=parameters(contract), seed=st.just(0))
    def agree(values: dict, seed: int) -> None:
        report = run(plan(contract, facts, tuple(chosen), values), lanes, facts)
        assert not report.pairs[0].findings, f"{values}\n{complaints(report)}"

    agree()
