"""The main job's first half: contracts → plan → run → record."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from compare import __version__
from compare.against import Beside
from compare.build import build_root, ensure_built
from compare.catalogue import Broken, load_catalogue
from compare.contract import Contract
from compare.errors import Exit, HarnessError, ParallaxError, Stopped
from compare.lanes.base import Lane, Program
from compare.lanes.counterpart import lacking
from compare.lanes.find import LaneName, open_lanes, parse_lanes
from compare.machine import describe
from compare.merge import sharded
from compare.options import ROOT, Options, check_writable, select, settings, wanted
from compare.plan import Choice, PairPlan, effort, plan_pair
from compare.record import LaneFacts, PairRecord, Record, save
from compare.revision import checked_out
from compare.run import Progress, Runner
from compare.session import session


def compare(options: Options, progress: Progress) -> tuple[Record, Path]:
    """Run what was asked for.

    Args:
        options: what the user asked.
        progress: what tells the user how far it is.

    Returns:
        everything that was seen, and the folder that holds its record.

    Raises:
        ParallaxError: nothing could be run; its exit code says why.
    """
    catalogue = load_catalogue(options.roots)
    selected = select(catalogue, options)
    contracts = sharded(selected, options.shard)
    choice = Choice(options.cases, settings(options.settings, contracts), options.timeout_ms, sys.platform)
    lanes = parse_lanes(options.lanes)
    check_writable(options.out)
    choice = replace(choice, lacking=lacking()) if _start_each_other(contracts) else choice
    broken = [one for one in catalogue.broken if wanted(one.id, "", replace(options, chapters=()))]
    saved = _Saved(options, [contract.id for contract in selected], sharded(broken, options.shard))
    try:
        _run(contracts, lanes, choice, options, progress, saved)
    except Stopped as stopped:
        saved.update(interrupted="SIGTERM" if stopped.exit_code == Exit.TERMINATED else "SIGINT")
        if not saved.record.pairs:
            raise
        saved.write()
    return saved.record, saved.folder


def _run(
    contracts: Sequence[Contract],
    names: Sequence[LaneName],
    choice: Choice,
    options: Options,
    progress: Progress,
    saved: _Saved,
) -> None:
    began = time.monotonic_ns()
    needed = [
        name for name in names if name.named or any(name.kind in contract.lanes for contract in contracts)
    ]
    programs = Programs()
    with session() as around, ExitStack() as ending:
        beside = None
        if options.against:
            checkout = checked_out(options.against, options.roots[0], around.folder)
            beside = Beside(
                ending.enter_context(checkout), contracts, saved.record.options["selected"], around
            )
        lanes, facts = open_lanes(needed, around, options.allow_missing)
        ending.callback(_close, lanes)
        saved.update(lanes=facts)
        runner = _runner(lanes, programs, options, progress)
        plans = list(_plans(contracts, facts, choice))
        if beside:
            beside.build(facts)
        progress.expect({plan.contract.id: _trials(plan, runner) for plan in plans})
        for plan in plans:
            saved.add(_run_pair(runner, plan))
            wall = time.monotonic_ns() - began
            saved.update(wall_ns=wall, trials_ns=runner.trials_ns, lanes=_with_starts(facts, lanes))
            saved.write()
        if beside:
            named = {name.name: name for name in needed}
            for record in beside.run(saved.record, plans, runner, named, choice, options):
                saved.record = replace(record, wall_ns=time.monotonic_ns() - began)
                saved.write()
    saved.update(wall_ns=time.monotonic_ns() - began)
    saved.write()


def _close(lanes: Mapping[str, Lane]) -> None:
    for lane in lanes.values():
        lane.close()


def _start_each_other(contracts: Sequence[Contract]) -> bool:
    return any(variant.counterpart for contract in contracts for variant in contract.variants)


def _runner(lanes: Mapping[str, Lane], programs: Programs, options: Options, progress: Progress) -> Runner:
    deadline = time.monotonic() + options.max_time_s if options.max_time_s else float("inf")
    spent = effort(options.quick, options.rounds)
    return Runner(lanes, programs.where, spent, options.seed, progress, deadline, timed=not options.against)


def _plans(contracts: Sequence[Contract], facts: Sequence[LaneFacts], choice: Choice) -> Iterator[PairPlan]:
    for contract in contracts:
        yield plan_pair(contract, facts, choice)


def _trials(plan: PairPlan, runner: Runner) -> int:
    return len(plan.observed) + len(plan.timed) * runner.effort.rounds * runner.timed


def _run_pair(runner: Runner, plan: PairPlan) -> PairRecord:
    try:
        return runner.run_pair(plan)
    except ParallaxError as error:  # this pair's own fault, its root's C# say: the rest goes on
        return PairRecord(plan.contract.id, plan.contract.chapter, plan.contract.data, not_run=str(error))


def _with_starts(facts: Sequence[LaneFacts], lanes: Mapping[str, Lane]) -> tuple[LaneFacts, ...]:
    """The lanes' facts with the start-ups of every launch so far."""
    return tuple(
        replace(fact, start_ns=tuple(getattr(lanes[fact.name], "start_ns", ())))
        if fact.name in lanes
        else fact
        for fact in facts
    )


class Programs:
    """Where each contract's texts are; a root's C# is built when it is first needed, and once."""

    def __init__(self) -> None:
        self._built: dict[Path, str] = {}

    def where(self, contract: Contract, kind: str) -> Program:
        """The program that a lane of this kind runs for a contract."""
        if contract.text_for(kind) == "python":
            return Program(str(contract.python_path))
        return Program(self._assembly(contract.root), contract.dotnet_type)

    def _assembly(self, root: Path) -> str:
        if root not in self._built:
            self._built[root] = str(ensure_built().examples_dll if root == ROOT else build_root(root))
        return self._built[root]


class _Saved:
    """The run's record, saved pair by pair."""

    def __init__(self, options: Options, selected: Sequence[str], broken: Sequence[Broken]) -> None:
        now = datetime.now(UTC)
        self.folder = new_folder(options.out, now)
        self.record = Record(
            started=now.isoformat(timespec="seconds"),
            seed=options.seed,
            options=options.as_data() | {"selected": list(selected)},
            machine=describe(),
            pairs=tuple(PairRecord(one.id, "", {}, not_run=f"{one.path}: {one.reason}") for one in broken),
            tool=__version__,
        )

    def update(self, **changes: object) -> None:
        """Replace parts of the record."""
        self.record = replace(self.record, **changes)

    def add(self, pair: PairRecord) -> None:
        """One more pair."""
        self.update(pairs=(*self.record.pairs, pair))

    def write(self) -> None:
        """Save the record as it is now."""
        save(self.record, self.folder / "record.json")


def new_folder(out: Path, now: datetime | None = None) -> Path:
    """Make a run's own folder, named by the time.

    Raises:
        HarnessError: it cannot be made.
    """
    stem = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H-%M-%S")
    for suffix in ["", *(f"-{number}" for number in range(2, 100))]:
        folder = out / f"{stem}{suffix}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise HarnessError(f"Cannot make {folder}: {error.strerror}.") from None
        return folder
    raise HarnessError(f"{out} already holds a hundred reports of this second.")
