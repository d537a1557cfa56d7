"""`compare --against REV`: base and head side by side, in one job, under head's harness."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from compare.beside.base_contracts import BaseContracts
from compare.beside.base_texts import BasePrograms
from compare.beside.measure import FULL, SMOKE, Failed, Side, Spend, measure
from compare.beside.revision import Checkout, checked_out
from compare.beside.works import Work, alike, comparable, in_order
from compare.diff.with_base import SECOND, changed_at_first
from compare.errors import UsageError
from compare.lanes.find import LaneName, open_lanes
from compare.lanes.lane import Lane
from compare.lanes.worker import Surroundings
from compare.plan.choice import Choice, Selection
from compare.plan.plan import PairPlan, plan_pair
from compare.record.nouns import LaneFacts, Look, PairRecord, Record, Trial
from compare.run.programs import ProgramOf, preparation
from compare.run.runner import Runner

LATE = "--max-time was reached"
_generations = count()
STARTED_AT_ONCE = 4  # launches, of all that a crew has: between them the time is looked at


class Late(Exception):
    """The run's time is over; no further launch is started."""


class Timer:
    """Measures rows one by one over crews of workers: so many launches of each lane, a crew a side."""

    def __init__(
        self,
        around: Surroundings,
        names: Mapping[str, LaneName],
        runner: Runner,
        base: ProgramOf,
        again: ProgramOf,
        spend: Spend,
        timeout_ms: int | None,
    ) -> None:
        self._around = around
        self._names = names
        self._runner = runner
        self._programs = {"head": runner.program_of, "base": base, "again": again}
        self._spend = spend
        self._timeout_ms = timeout_ms
        self.slow = 0.0  # of head, for the study of noise
        self._generation = next(_generations)  # of crews: names must not come twice in a session
        self._crews: dict[tuple[str, str], list[Lane]] = {}
        self._outputs: list[tuple[str, str, Trial]] = []  # (side, pair, what its timed trials gave)

    def kind(self, lane: str) -> str:
        """The kind of a lane."""
        return self._names[lane].kind

    def expect(self, works: Sequence[Work]) -> None:
        """Say which rows are going to be measured."""
        self._runner.progress.expect(Counter(work.head.id for work in works), in_turn=False)

    def look(self, work: Work) -> Look:
        """One row's pairs; a failed trial is the look's reason, and a trial of the pair's record."""
        row, kind = work.row, work.kind
        blank = Look(work.head.id, row.variant.name, row.lane, row.case, kind, work.margin)
        self._runner.progress.start(work.head.id, row.lane, row.variant.name)
        try:
            base, head = self._side("base", work), self._side("head", work)
        except Late:
            return replace(blank, reason=LATE)
        source = random.Random(f"{self._runner.seed}/{work.head.id}/{row.key}/{kind}")
        try:
            samples = measure(base, head, work.margin, source, self._spend, self._late)
        except Failed as failed:
            self._fold(work, base, head, failed)
            return replace(blank, reason=f"a timed trial failed, {failed}")
        self._fold(work, base, head, None)
        return replace(blank, samples=samples, reason=LATE if self._late() else "")

    def _side(self, name: str, work: Work) -> Side:
        # In a null row both crews run the same text, each a build of its own.
        text = "again" if name == "head" and work.copied else name
        contract = work.head if text == "head" else work.base
        lanes = self._crew(name, work.row.lane)
        request = preparation(contract, work.row, lanes[0].kind, self._programs[text])
        timeout = (self._timeout_ms or work.head.timeout_ms) / 1000
        slow = self.slow if name == "head" else 0.0
        return Side(name, lanes, request, work.row, contract.worker == "fresh", timeout, slow)

    def _fold(self, work: Work, base: Side, head: Side, failed: Failed | None) -> None:
        """Keep the outputs of timed trials for the judge, a trial a side."""
        for side in (base, head):
            state, detail, stderr = "ok", "", ""
            if failed is not None and str(failed).startswith(side.name):
                state, detail, stderr = failed.outcome.state, failed.outcome.detail, failed.outcome.stderr
            if side.outputs or state != "ok":
                owner = "base" if work.copied else side.name
                outputs = tuple(side.outputs.values())
                row = work.row
                trial = Trial(
                    row.case,
                    row.variant.name,
                    row.lane,
                    "timed",
                    0,
                    0,
                    0,
                    state,
                    detail,
                    outputs,
                    stderr=stderr,
                )
                self._outputs.append((owner, work.head.id, trial))

    def _crew(self, side: str, lane: str) -> list[Lane]:
        name, crew = self._names[lane], self._crews.setdefault((side, lane), [])
        while True:
            if self._late():
                raise Late
            missing = self._spend.launches[name.kind] - len(crew)
            if not missing:
                return crew
            some = [
                replace(name, name=f"{name.name}.{side[0]}{len(crew) + place}.{self._generation}")
                for place in range(min(missing, STARTED_AT_ONCE))
            ]
            opened, _ = open_lanes(some, self._around, allow_missing=False)
            crew += opened.values()

    def _late(self) -> bool:
        return time.monotonic() >= self._runner.deadline

    def with_outputs(self, pairs: Sequence[PairRecord], side: str) -> tuple[PairRecord, ...]:
        """A side's pairs with the outputs of its timed trials, for the judge; each is given once."""
        mine: dict[str, list[Trial]] = {}
        for owner, name, trial in self._outputs:
            if owner == side:
                mine.setdefault(name, []).append(trial)
        self._outputs = [one for one in self._outputs if one[0] != side]
        return tuple(
            replace(pair, trials=(*pair.trials, *mine[pair.id])) if pair.id in mine else pair
            for pair in pairs
        )

    def close(self) -> None:
        """End all crews; the next look starts fresh ones."""
        for crew in self._crews.values():
            for lane in crew:
                lane.close()
        self._crews.clear()
        self._generation = next(_generations)


def looks(works: Sequence[Work], timer: Timer, rebuild: Callable[[], object]) -> Iterator[Look]:
    """Every row once, then those that changed once more: reversed, in fresh launches, with a rebuilt base.

    Args:
        works: the rows in their order.
        timer: measures them; its launches are ended before the second looks.
        rebuild: builds the base's C# once more.
    """
    again: list[Work] = []
    timer.expect(works)
    for work in works:
        look = timer.look(work)
        if changed_at_first(look):
            again.append(replace(work, kind=SECOND[work.kind]))
        yield look
    timer.close()
    if any(work.head.text_for(timer.kind(work.row.lane)) == "dotnet" for work in again):
        rebuild()
    timer.expect(again)
    yield from map(timer.look, reversed(again))


class Beside:
    """The base beside head: what was checked out, its contracts, its build.

    Raises:
        UsageError: a contract that is wanted of it is of another schema.
    """

    def __init__(self, checkout: Checkout, selection: Selection, around: Surroundings) -> None:
        self._checkout = checkout
        self._selection = selection
        self._around = around
        self._programs = BasePrograms(checkout, around.folder)
        self._contracts = BaseContracts(checkout, selection)

    def build(self, facts: Sequence[LaneFacts]) -> None:
        """Build the base's C# before anything runs, where a lane will need it."""
        ready = {lane.kind for lane in facts if lane.state == "ready"}
        wanted = self._contracts.wanted()
        if any(one.text_for(kind) == "dotnet" for one in wanted for kind in ready & set(one.lanes)):
            self._programs.build()

    def run(
        self,
        record: Record,
        plans: Sequence[PairPlan],
        runner: Runner,
        names: Mapping[str, LaneName],
        choice: Choice,
    ) -> Iterator[Record]:
        """Observe the base's pairs, then measure what can be compared; gives the record after each step.

        Args:
            record: head's pairs, run already.
            plans: theirs, or of some of them: the others are left out.
            runner: head's; the base runs in the same lanes.
            names: the lanes by name.
            choice: the user's cases and settings.
        """
        base = self._contracts.begun()
        yield replace(record, base=base)
        observer = replace(runner, program_of=self._programs.where, timed=False)
        for name in self._contracts.of({plan.contract.id for plan in plans}):
            base = replace(base, pairs=(*base.pairs, self._observed(name, observer, record.lanes, choice)))
            yield replace(record, base=base)
        runner.numbered = observer.numbered  # further pairs may follow in the same workers
        heads, bases = ({pair.id: pair for pair in side} for side in (record.pairs, base.pairs))
        works = comparable(plans, heads, bases, self._contracts.known, record.lanes)
        since = self._selection.since
        works = [replace(work, alike=alike(work, names[work.row.lane].kind, since)) for work in works]
        works = in_order(works, record.seed)
        programs = self._programs
        spend = spend_of(self._selection.options.quick)
        timer = Timer(self._around, names, runner, programs.where, programs.again, spend, choice.timeout_ms)
        try:
            for look in looks(works, timer, self._programs.build):
                base = replace(base, looks=(*base.looks, look), pairs=timer.with_outputs(base.pairs, "base"))
                record = replace(record, base=base, pairs=timer.with_outputs(record.pairs, "head"))
                yield record
        finally:
            timer.close()

    def _observed(self, name: str, runner: Runner, facts: Sequence[LaneFacts], choice: Choice) -> PairRecord:
        if name not in self._contracts.known:
            return self._contracts.broken(name)
        contract = self._contracts.known[name]
        try:
            plan = plan_pair(contract, facts, choice)
        except UsageError as error:  # a value that only head's contract takes
            return PairRecord(name, contract.chapter, contract.data, not_run=str(error))
        return runner.try_pair(plan)


@contextmanager
def base_beside(selection: Selection, around: Surroundings) -> Iterator[Beside | None]:
    """What `--against` names, checked out for as long as the block lasts; none where nothing is held against it.

    Raises:
        UsageError: there is no such revision, or a contract that is wanted of it is of another schema.
        EnvironmentLacks: git is missing, or the clone is too shallow.
        HarnessError: git could not check it out.
    """
    options = selection.options
    if not options.against or not selection.timed_beside:
        yield None
        return
    with checked_out(options.against, options.roots[0], around.folder) as checkout:
        yield Beside(checkout, selection, around)


def spend_of(quick: bool) -> Spend:
    """What a row may take."""
    return SMOKE if quick else FULL
