"""`compare --against REV`: base and head side by side, in one job, under head's harness."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from compare.build import build_root
from compare.catalogue import load_catalogue
from compare.contract import Contract
from compare.diff.against import changed_at_first
from compare.errors import HarnessError, ParallaxError
from compare.lanes.base import Lane, Program
from compare.lanes.find import LaneName, open_lanes
from compare.lanes.worker import Surroundings
from compare.measure import FULL, SMOKE, Failed, Side, Spend, measure
from compare.merge import sharded
from compare.options import Options, wanted
from compare.plan import Choice, PairPlan, plan_pair
from compare.record import Base, LaneFacts, Look, PairRecord, Record, Trial
from compare.revision import Checkout
from compare.run import ProgramOf, Runner, preparation
from compare.works import SECOND, Work, comparable, in_order


class BasePrograms:
    """Where the base's texts are; its C# is compiled against head's Kit, outside of both trees."""

    def __init__(self, checkout: Checkout, scratch: Path) -> None:
        self._checkout = checkout
        self._scratch = scratch
        self._built: Path | None = None
        self._number = 0

    def where(self, contract: Contract, kind: str) -> Program:
        """The program that a lane of this kind runs for one of the base's contracts."""
        if contract.text_for(kind) == "python":
            return Program(str(contract.python_path))
        return Program(str(self._built or self.build()), contract.dotnet_type)

    def build(self) -> Path:
        """Build the base's C#, once more where it was built before.

        Raises:
            HarnessError: it does not compile; the message says that it is the base's.
        """
        self._number += 1
        try:
            self._built = build_root(self._checkout.folder, into=self._scratch / f"cs{self._number}")
        except HarnessError as error:
            raise HarnessError(f"The base ({self._checkout.revision}) does not build: {error}") from None
        return self._built


class Timer:
    """Measures rows one by one over crews of workers: so many launches of each lane, a crew a side."""

    def __init__(
        self,
        around: Surroundings,
        names: Mapping[str, LaneName],
        runner: Runner,
        base: ProgramOf,
        spend: Spend,
        timeout_ms: int | None,
    ) -> None:
        self._around = around
        self._names = names
        self._runner = runner
        self._programs = {"head": runner.program_of, "base": base}
        self._spend = spend
        self._timeout_ms = timeout_ms
        self.slow = 0.0  # of head, for the study of noise
        self._generation = 0  # of crews: names must not come twice
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
        if self._late():
            return replace(blank, reason="--max-time was reached")
        self._runner.progress.start(work.head.id, row.lane, row.variant.name)
        base, head = self._side("base", work), self._side("head", work)
        source = random.Random(f"{self._runner.seed}/{work.head.id}/{row.key}/{kind}")
        try:
            samples = measure(base, head, work.margin, source, self._spend, self._late)
        except Failed as failed:
            self._fold(work, base, head, failed)
            return replace(blank, reason=f"a timed trial failed, {failed}")
        self._fold(work, base, head, None)
        return replace(blank, samples=samples, reason="--max-time was reached" if self._late() else "")

    def _side(self, name: str, work: Work) -> Side:
        # In a null row both crews run the base.
        text = "base" if work.null else name
        contract = work.base if text == "base" else work.head
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
                owner = "base" if work.null else side.name
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
        key = (side, lane)
        if key not in self._crews:
            name = self._names[lane]
            places = range(self._spend.launches[name.kind])
            crew = [
                replace(name, name=f"{name.name}.{side[0]}{place}.{self._generation}") for place in places
            ]
            opened, _ = open_lanes(crew, self._around, allow_missing=False)
            self._crews[key] = list(opened.values())
        return self._crews[key]

    def _late(self) -> bool:
        return time.monotonic() >= self._runner.deadline

    def with_outputs(self, pairs: Sequence[PairRecord], side: str) -> tuple[PairRecord, ...]:
        """A side's pairs with the outputs of its timed trials, for the judge; each is given once."""
        mine = [(pair, trial) for owner, pair, trial in self._outputs if owner == side]
        self._outputs = [one for one in self._outputs if one[0] != side]
        return tuple(
            replace(pair, trials=(*pair.trials, *(trial for name, trial in mine if name == pair.id)))
            for pair in pairs
        )

    def close(self) -> None:
        """End all crews; the next look starts fresh ones."""
        for crew in self._crews.values():
            for lane in crew:
                lane.close()
        self._crews.clear()
        self._generation += 1


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
    """The base beside head: what was checked out, its contracts, its build."""

    def __init__(
        self, checkout: Checkout, heads: Sequence[Contract], selected: Sequence[str], around: Surroundings
    ) -> None:
        self._checkout = checkout
        self._around = around
        self._programs = BasePrograms(checkout, around.folder)
        catalogue = load_catalogue([checkout.folder])
        # Of a chosen pair's name, and those that head has lost.
        self._contracts = catalogue.contracts
        self._broken = {one.id: one.reason for one in catalogue.broken}
        self._names = {contract.id for contract in heads}
        self._selected = set(selected)  # by all shards

    def build(self, facts: Sequence[LaneFacts]) -> None:
        """Build the base's C# before anything runs, where a lane will need it."""
        ready = {lane.kind for lane in facts if lane.state == "ready"}
        if any(
            one.text_for(kind) == "dotnet"
            for one in self._contracts.values()
            for kind in ready & set(one.lanes)
        ):
            self._programs.build()

    def run(
        self,
        record: Record,
        plans: Sequence[PairPlan],
        runner: Runner,
        names: Mapping[str, LaneName],
        choice: Choice,
        options: Options,
    ) -> Iterator[Record]:
        """Observe the base's pairs, then measure what can be compared; gives the record after each step.

        Args:
            record: head's pairs, run already.
            plans: head's plans.
            runner: head's; the base runs in the same lanes.
            names: the lanes by name.
            choice: the user's cases and settings.
            options: the user's.
        """
        base = Base(self._checkout.revision, self._checkout.commit, timed=not options.quick)
        observer = replace(runner, program_of=self._programs.where, timed=False)
        for name in self._chosen(options):
            base = replace(base, pairs=(*base.pairs, self._observed(name, observer, record.lanes, choice)))
            yield replace(record, base=base)
        heads, bases = ({pair.id: pair for pair in side} for side in (record.pairs, base.pairs))
        works = in_order(comparable(plans, heads, bases, self._contracts, record.lanes), options.seed)
        timer = Timer(
            self._around, names, runner, self._programs.where, spend_of(options.quick), choice.timeout_ms
        )
        try:
            for look in looks(works, timer, self._programs.build):
                base = replace(base, looks=(*base.looks, look), pairs=timer.with_outputs(base.pairs, "base"))
                record = replace(record, base=base, pairs=timer.with_outputs(record.pairs, "head"))
                yield record
        finally:
            timer.close()

    def _chosen(self, options: Options) -> list[str]:
        """The base's pairs of head's names, and those that head has lost, as the options choose."""
        there = {**dict.fromkeys(self._contracts), **dict.fromkeys(self._broken)}
        chapters = {name: contract.chapter for name, contract in self._contracts.items()}
        lost = [
            name
            for name in there
            if name not in self._selected and wanted(name, chapters.get(name, ""), options)
        ]
        return [name for name in there if name in self._names] + list(sharded(lost, options.shard))

    def _observed(self, name: str, runner: Runner, facts: Sequence[LaneFacts], choice: Choice) -> PairRecord:
        if name not in self._contracts:
            return PairRecord(name, "", {}, not_run=self._broken[name])
        contract = self._contracts[name]
        if name not in self._names:  # lost on head: nothing to compare it with
            return PairRecord(name, contract.chapter, contract.data, not_run="head has lost this pair")
        try:
            return runner.run_pair(plan_pair(contract, facts, choice))
        except ParallaxError as error:
            return PairRecord(name, contract.chapter, contract.data, not_run=str(error))


def spend_of(quick: bool) -> Spend:
    """What a row may take."""
    return SMOKE if quick else FULL
