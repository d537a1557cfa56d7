"""Programs with a plausible mistake: the judge rejects each for the reason that it names."""

from __future__ import annotations

import pytest

from compare.plan import PairPlan
from compare.wrong import Rejection, load_rejections, verdict_on
from tests.pairs import CATALOGUE, CONTRACTS, WRONG, complaints, in_place_of, lacking, plan, run, wrong_dll

REJECTIONS = load_rejections(WRONG)
GATE_MS = 2000


def _narrowed(whole: PairPlan, rejection: Rejection) -> PairPlan:
    from dataclasses import replace

    variants = rejection.variants or (whole.contract.headline.name,)
    return replace(whole, observed=tuple(row for row in whole.observed if row.variant.name in variants))


def _left_out(chosen: PairPlan, rejection: Rejection, facts: tuple) -> str:
    """Why none of a wrong program's variants can run here: what the plan skips, a lacking package say."""
    kinds = {one.name: one.kind for one in facts}
    if any(chosen.contract.text_for(kinds[row.lane]) == rejection.text for row in chosen.observed):
        return ""
    return "; ".join(sorted({skip.reason for skip in chosen.skips if skip.variant in rejection.variants}))


@pytest.mark.parametrize("rejection", REJECTIONS, ids=lambda one: f"{one.pair}:{one.file.name}")
def test_wrong_program_is_rejected_for_its_own_reason(rejection, real_lanes) -> None:
    """The findings are exactly those that rejects.toml names."""
    lanes, facts = real_lanes
    contract = CATALOGUE.contracts[rejection.pair]
    if reason := lacking(contract, facts, rejection.text):
        pytest.skip(reason)
    cases = rejection.cases or (contract.cases[0].id,)
    where = in_place_of(rejection.file, contract, wrong_dll())
    chosen = _narrowed(plan(contract, facts, cases), rejection)
    if reason := _left_out(chosen, rejection, facts):
        pytest.skip(reason)
    report = run(chosen, lanes, facts, where, gate_ms=GATE_MS)
    assert verdict_on(report, rejection) == [], complaints(report)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_pair_has_two_wrong_programs_a_side(contract) -> None:
    """Four at least, two in each language, each of them there."""
    files = [one.file for one in REJECTIONS if one.pair == contract.id]
    assert len([file for file in files if file.suffix == ".py"]) >= 2
    assert len([file for file in files if file.suffix == ".cs"]) >= 2
    assert all(file.exists() for file in files)
