"""Open lanes and the runner over them: where a pair is run whole, by `compare` itself or by a worker of a cluster."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from compare.catalogue.contract import Contract
from compare.catalogue.leaves import leaves_of
from compare.errors import Stopped
from compare.lanes.counterpart import lacking
from compare.lanes.find import LaneName, open_lanes
from compare.lanes.worker import Surroundings, WorkerLane
from compare.plan.choice import Choice, Selection
from compare.plan.options import Options
from compare.plan.plan import PairPlan, effort, plan_pair
from compare.record.nouns import LaneFacts, PairRecord
from compare.run.programs import Programs
from compare.run.runner import Progress, Runner
from compare.run.watchdog import watched


@dataclass(frozen=True)
class Workplace:
    """What a run needs for its pairs while it lasts."""

    lanes: dict[str, WorkerLane]
    found: tuple[LaneFacts, ...]  # as they were opened, ready or not
    runner: Runner
    choice: Choice
    _around: Surroundings

    @property
    def facts(self) -> list[LaneFacts]:
        """The lanes' facts with the start-ups of every launch so far."""
        return [
            replace(one, start_ns=tuple(self.lanes[one.name].start_ns)) if one.name in self.lanes else one
            for one in self.found
        ]

    def plan(self, contract: Contract) -> PairPlan:
        """What is run of a pair here."""
        return plan_pair(contract, self.found, self.choice)

    def watched(self, plans: Sequence[PairPlan], folder: Path) -> AbstractContextManager[None]:
        """End this process where it is itself stuck while it runs some pairs.

        Args:
            plans: of the pairs.
            folder: where the record is, as far as the run has come.
        """
        longest_s = max((plan.timeout_ms for plan in plans), default=0) / 1000
        return watched(lambda: self._around.asked, longest_s, folder)

    def run(self, plan: PairPlan) -> PairRecord:
        """Run one pair whole, with the texts that were run; what is wrong with it stops that pair only.

        Raises:
            Stopped: a signal came; the runner's `cut_short` holds what was seen till then.
        """
        leaves = leaves_of(plan.contract)  # before it runs: whoever edits meanwhile edits another text
        try:
            return replace(self.runner.try_pair(plan), **leaves)
        except Stopped:
            if self.runner.cut_short:
                self.runner.cut_short = replace(self.runner.cut_short, **leaves)
            raise


@contextmanager
def workplace(
    selection: Selection, names: Sequence[LaneName], around: Surroundings, progress: Progress
) -> Iterator[Workplace]:
    """Open the lanes that are there; they are closed after, whatever happens.

    Raises:
        EnvironmentLacks: a lane that must be there cannot run.
    """
    options = selection.options
    lanes, facts = open_lanes(names, around, options.allow_missing)
    try:
        variants = [variant for contract in selection.contracts for variant in contract.variants]
        programs = Programs()
        unbuilt = programs.unbuilt(selection.contracts, {lane.kind for lane in lanes.values()})
        choice = replace(selection.choice, lacking=lacking(variants), unbuilt=unbuilt)
        yield Workplace(lanes, facts, _runner(lanes, programs, options, progress), choice, around)
    finally:
        for lane in lanes.values():
            lane.close()


def needed(selection: Selection, names: Sequence[LaneName]) -> list[LaneName]:
    """The lanes that were named, and of the others those that a contract has."""
    kinds = {kind for contract in selection.contracts for kind in contract.lanes}
    return [name for name in names if name.named or name.kind in kinds]


def _runner(lanes: dict[str, WorkerLane], programs: Programs, options: Options, progress: Progress) -> Runner:
    deadline = time.monotonic() + options.max_time_s if options.max_time_s else float("inf")
    spent = effort(options.quick, options.rounds)
    return Runner(lanes, programs.where, spent, options.seed, progress, deadline, timed=not options.against)
