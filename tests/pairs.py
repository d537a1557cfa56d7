"""Running pairs in tests: one way for right texts and for wrong ones."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.loading import load_catalogue
from compare.judge import Report, judge
from compare.page.tracks import track_of
from compare.plan.choice import Choice
from compare.plan.plan import QUICK, PairPlan, plan_pair
from compare.record.nouns import Record
from compare.run.programs import Programs
from compare.run.runner import Runner
from compare.run.silent import Silent
from compare.setup.home import ROOT, project
from compare.setup.machine import describe

HOME = project() or ROOT  # `invoke test --root DIR` tests a user's own pairs
CATALOGUE = load_catalogue([HOME])
CONTRACTS = list(CATALOGUE.contracts.values())


def plan(
    contract: Contract, facts: tuple, cases: tuple[str, ...] = (), values: Mapping[str, Any] | None = None
) -> PairPlan:
    """The plan of one pair, its cases named or all that are not opt-in."""
    unbuilt = Programs().unbuilt([contract], {one.kind for one in facts if one.state == "ready"})
    settings = {contract.id: values} if values else {}
    return plan_pair(contract, facts, Choice(cases, settings, None, sys.platform, unbuilt=unbuilt))


def run(
    chosen: PairPlan,
    lanes: Mapping,
    facts: tuple,
    where: Any = None,
    timed: bool = False,
    gate_ms: int = 10_000,
) -> Report:
    """Run and judge one pair."""
    runner = Runner(lanes, where or Programs().where, QUICK, 1, Silent(), gate_ms=gate_ms, timed=timed)
    pair = runner.run_pair(chosen)
    return judge(Record("", 1, {}, describe(), facts, (pair,)))


def lacking(contract: Contract, facts: tuple, text: str = "") -> str:
    """Why a contract, or one of its texts, cannot be tested here: what the lanes that are missing say.

    A text needs a lane that runs it; a contract needs two lanes to compare.
    """
    takers = [
        one for one in facts if one.kind in contract.lanes and text in ("", contract.text_for(one.kind))
    ]
    missing = [one for one in takers if one.state != "ready"]
    enough = len(takers) - len(missing) >= (1 if text else 2)
    return "" if enough else "; ".join(f"{one.name}: {one.reason}" for one in missing)


def pictured(contract: Contract, report: Report) -> dict[str, bool]:
    """Whether each lane's picture, the one that a reader of the page sees first, has a span and a mark."""
    first = [one for one in report.record.pairs[0].trials if one.mode == "observed"]
    first = [one for one in first if one.variant == contract.headline.name and one.case == first[0].case]
    tracks = [track_of(one.lane, one.trace) for one in first]
    return {one.lane: bool(one.stretches and one.marks) for one in tracks}


def complaints(report: Report) -> str:
    """Every finding, for an assertion's message."""
    return "\n".join(
        f"{one.id} [{one.lane}/{one.variant}/{one.case}]: {one.message}" for one in report.pairs[0].findings
    )
