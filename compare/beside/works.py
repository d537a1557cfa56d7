"""Which rows of base and head can be compared in time, and in which order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compare.catalogue.contract import Contract
from compare.diff.rule import MARGIN
from compare.diff.sides import pair_standing, variant_standing
from compare.diff.with_base import output_changes
from compare.judge.verdicts import judge_pair
from compare.plan.plan import PairPlan, Row
from compare.plan.touched import null_rows
from compare.record.nouns import LaneFacts, PairRecord, Since


@dataclass(frozen=True)
class Work:
    """A row that is the same on both sides, and right on both: its time can be compared."""

    head: Contract
    base: Contract
    row: Row
    kind: str = "main"  # main | again | null | null-again
    alike: bool = False  # whether both sides run the same files: what it is timed for is a null row

    @property
    def null(self) -> bool:
        """Whether both sides run the same text."""
        return self.kind.startswith("null")

    @property
    def copied(self) -> bool:
        """Whether head's side runs a copy of the base, which is built by itself."""
        return self.null and not self.alike

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
    """The rows whose time can be compared: the same on both sides, and right on both, with the same outputs."""
    works: list[Work] = []
    for plan in plans:
        pair = plan.contract.id
        if pair not in bases or pair_standing(bases[pair].contract, plan.contract.data).status != "same":
            continue
        wrong = _wrong(heads[pair], lanes) | _wrong(bases[pair], lanes)
        changed = output_changes(bases[pair], heads[pair], lanes)
        wrong |= {(finding.variant, finding.lane) for finding in changed}
        rows = [row for row in plan.timed if (row.variant.name, row.lane) not in wrong]
        rows = [row for row in rows if _same(row, bases[pair].contract, plan.contract.data)]
        works += [Work(plan.contract, contracts[pair], row) for row in rows]
    return works


def _wrong(pair: PairRecord, lanes: Sequence[LaneFacts]) -> set[tuple[str, str]]:
    return {(finding.variant, finding.lane) for finding in judge_pair(pair, lanes).findings}


def _same(row: Row, base: Mapping[str, Any], head: Mapping[str, Any]) -> bool:
    return variant_standing(row.variant.name, base, head).status == "same"


def alike(work: Work, kind: str, since: Since | None) -> bool:
    """Whether a row cannot differ, since no file does that the texts which it runs use.

    Args:
        work: the row.
        kind: of its lane.
        since: how the pairs stand to the base; None where that was not looked at.
    """
    if since is None:
        return False
    texts = since.can_differ(work.head.id)
    return not texts if work.row.variant.counterpart else work.head.text_for(kind) not in texts


def in_order(works: Sequence[Work], seed: int) -> list[Work]:
    """All rows in an order drawn by lot, with the null rows among them: those that are alike, where there are."""
    source = random.Random(f"{seed}/order")
    order = [work for work in works if not work.alike]
    lanes = {work.row.lane for work in order}
    able = [work for work in works if work.alike and work.row.lane in lanes] or order
    order += [replace(work, kind="null") for work in _nulls(able, order, source)]
    source.shuffle(order)
    return order


def _nulls(able: Sequence[Work], rows: Sequence[Work], source: random.Random) -> list[Work]:
    """Rows drawn by lot, as many as the others ask for: one of each lane first."""
    drawn = source.sample(list(able), len(able))
    # A call that starts processes says little of calls that start none, and takes twice as long.
    kinds = set(map(_kind, rows))
    drawn.sort(key=lambda work: _kind(work) not in kinds)
    first = {work.row.lane: work for work in reversed(drawn)}
    rest = [work for work in drawn if work is not first[work.row.lane]]
    wanted = max(len(first), null_rows(len(rows)))
    return [*first.values(), *rest][:wanted]


def _kind(work: Work) -> tuple[str, bool]:
    return work.row.lane, work.row.variant.once
