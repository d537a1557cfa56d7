"""Which rows of base and head can be compared in time, and in which order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compare.contract import Contract
from compare.diff.rule import MARGIN
from compare.diff.sides import pair_standing, variant_standing
from compare.judge.verdicts import judge_pair
from compare.plan import PairPlan, Row
from compare.record import LaneFacts, PairRecord

NULLS = 1  # null rows a lane
SECOND = {"main": "again", "null": "null-again"}  # a first look's kind -> what the second one is


@dataclass(frozen=True)
class Work:
    """A row that is the same on both sides, and right on both: its time can be compared."""

    head: Contract
    base: Contract
    row: Row
    kind: str = "main"  # main | again | null | null-again

    @property
    def null(self) -> bool:
        """Whether both sides run the base."""
        return self.kind.startswith("null")

    @property
    def name(self) -> tuple[str, str, str]:
        """What names the row, as in its looks: pair, variant, lane."""
        return self.head.id, self.row.variant.name, self.row.lane

    @property
    def margin(self) -> float:
        """The change that is still none, as head's contract has it."""
        return self.row.variant.margin or MARGIN


def comparable(
    plans: Sequence[PairPlan],
    heads: Mapping[str, PairRecord],
    bases: Mapping[str, PairRecord],
    contracts: Mapping[str, Contract],
    lanes: Sequence[LaneFacts],
) -> list[Work]:
    """The rows whose time can be compared: the same on both sides, and right on both."""
    works: list[Work] = []
    for plan in plans:
        pair = plan.contract.id
        if pair not in bases or pair_standing(bases[pair].contract, plan.contract.data).status != "same":
            continue
        wrong = _wrong(heads[pair], lanes) | _wrong(bases[pair], lanes)
        rows = [row for row in plan.timed if (row.variant.name, row.lane) not in wrong]
        rows = [row for row in rows if _same(row, bases[pair].contract, plan.contract.data)]
        works += [Work(plan.contract, contracts[pair], row) for row in rows]
    return works


def _wrong(pair: PairRecord, lanes: Sequence[LaneFacts]) -> set[tuple[str, str]]:
    return {(finding.variant, finding.lane) for finding in judge_pair(pair, lanes).findings}


def _same(row: Row, base: Mapping[str, Any], head: Mapping[str, Any]) -> bool:
    return variant_standing(row.variant.name, base, head).status == "same"


def in_order(works: Sequence[Work], seed: int) -> list[Work]:
    """All rows in an order drawn by lot, with the null rows among them."""
    source = random.Random(f"{seed}/order")
    order = list(works)
    for lane in sorted({work.row.lane for work in works}):
        mine = [work for work in works if work.row.lane == lane]
        order += [replace(work, kind="null") for work in source.sample(mine, min(NULLS, len(mine)))]
    source.shuffle(order)
    return order
