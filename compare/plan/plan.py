"""Which trials a run consists of, and in which order; pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compare.catalogue.contract import SHARED_MEMORY, Contract, Variant
from compare.plan.cases import planned_cases
from compare.plan.choice import Choice
from compare.record.nouns import LaneFacts, Skip
from compare.setup.home import ROOT

OBSERVED_GATE_MS = 10_000


@dataclass(frozen=True)
class Effort:
    """How much is spent on timings; times in nanoseconds."""

    rounds: int = 10
    least_rounds: int = 6  # fewer have no 95 % interval
    budget_ns: int = 1_500_000_000  # a pair's timed rounds stop here once least_rounds are done
    sample_ns: int = 10_000_000
    warm_calls: int = 200
    warm_ns: int = 100_000_000


DEFAULT = Effort()
QUICK = Effort(
    rounds=3, least_rounds=2, budget_ns=400_000_000, sample_ns=2_000_000, warm_calls=3, warm_ns=20_000_000
)


def effort(quick: bool, rounds: int | None) -> Effort:
    """The effort that the options ask for; a number of rounds that was named is kept to."""
    chosen = QUICK if quick else DEFAULT
    return chosen if rounds is None else replace(chosen, rounds=rounds, least_rounds=rounds)


@dataclass(frozen=True)
class Row:
    """One variant of a pair in one lane, with the values of one case."""

    case: str
    variant: Variant
    lane: str
    parameters: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        """What names this row within its pair."""
        return (self.case, self.variant.name, self.lane)


@dataclass(frozen=True)
class PairPlan:
    """What is run of one pair: every row is observed, the timed ones are also timed."""

    contract: Contract
    cases: tuple[dict[str, Any], ...]
    observed: tuple[Row, ...]
    timed: tuple[Row, ...]
    skips: tuple[Skip, ...] = ()
    timeout_ms: int = 30_000

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why something of it is skipped, each reason once."""
        return tuple(sorted({skip.reason for skip in self.skips}))


def plan_pair(contract: Contract, lanes: Sequence[LaneFacts], choice: Choice) -> PairPlan:
    """Plan one pair over the lanes that are there.

    Args:
        contract: the pair's contract.
        lanes: the run's lanes as found, in the user's order; ready or not.
        choice: the user's cases, settings and time limit.

    Returns:
        rows to observe and to time, and what is skipped with the reason.
    """
    settings = choice.settings.get(contract.id, {})
    if reason := contract.unfit_for(choice.platform):
        return PairPlan(contract, (), (), (), (Skip("", "", "", reason),))
    cases = planned_cases(contract, choice.cases, settings)
    rows: list[Row] = []
    skips: list[Skip] = []
    for lane in lanes:
        reason = _lane_reason(contract, lane, choice.unbuilt)
        if reason:
            skips.append(Skip(lane.name, "", "", reason))
            continue
        for variant in contract.variants:
            reason = _variant_reason(contract, variant, lane, choice.lacking)
            if reason:
                skips.append(Skip(lane.name, variant.name, "", reason))
                continue
            rows.extend(
                Row(one.case.id, variant, lane.name, {**one.values, "variant": variant.name})
                for one in cases
                if not one.case.variants or variant.name in one.case.variants
            )
    timed = contract.id not in choice.untimed
    return PairPlan(
        contract,
        tuple(one.as_data() for one in cases),
        tuple(rows),
        tuple(row for row in rows if timed and row.variant.timed and cases and row.case == cases[0].case.id),
        tuple(skips),
        choice.timeout_ms or contract.timeout_ms,
    )


def _lane_reason(contract: Contract, lane: LaneFacts, unbuilt: Mapping[str, str]) -> str:
    if lane.state != "ready":
        return lane.reason
    if lane.kind not in contract.lanes:
        return contract.data.get("lanes_because", "the contract leaves this lane out")
    if lane.native and contract.root != ROOT:
        return "only Parallax's own pairs are compiled into native code"
    if lane.native and contract.apart:
        return "a chapter with packages of its own is not compiled into native code"
    if lane.native and contract.text_for(lane.kind) == "python":
        return "its Python text calls C# by `pythonnet`, which native code does not allow"
    return unbuilt.get(contract.id, "") if contract.text_for(lane.kind) == "dotnet" else ""


def _variant_reason(contract: Contract, variant: Variant, lane: LaneFacts, missing: Mapping[str, str]) -> str:
    if variant.lanes and lane.kind not in variant.lanes:
        return variant.lanes_because or "the contract leaves this lane out"
    if lane.native and variant.native_because:
        return variant.native_because
    if contract.text_for(lane.kind) == "python":
        if SHARED_MEMORY in variant.needs and lane.facts.get("shared_memory") is False:
            return "needs shared memory, and /dev/shm cannot be written here: `invoke doctor` says what to do"
        modules = lane.facts.get("modules") or {}
        lacking = [name for name in variant.needs if name != SHARED_MEMORY and not modules.get(name)]
        if lacking:
            cure = (
                f"`{lane.facts.get('executable', 'python3')} -m pip install {' '.join(lacking)}` installs it"
            )
            return f"needs the Python package {' and '.join(lacking)}: {cure}"
    other = "dotnet" if contract.text_for(lane.kind) == "python" else "python"
    if variant.counterpart and other in missing:
        return f"starts the {'C#' if other == 'dotnet' else 'Python'} text as well: {missing[other]}"
    return ""


def shuffled_rounds(rows: Sequence[Row], rounds: int, seed: int, pair: str) -> Iterator[list[Row]]:
    """The timed rows in a new random order each round, from the run's seed."""
    source = random.Random(f"{seed}/{pair}")
    for _ in range(rounds):
        order = list(rows)
        source.shuffle(order)
        yield order
