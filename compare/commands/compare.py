"""`invoke compare`: contracts → plan → run → record → judge → report."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from compare.beside.against import base_beside
from compare.beside.revision import check_revision
from compare.beside.touching import narrowed
from compare.catalogue.chinese import language_of
from compare.catalogue.loading import load_catalogue
from compare.cluster.client import check_on, run_on
from compare.diff import baseline
from compare.diff.whole import Whole, told_in, whole_of
from compare.errors import Exit, HarnessError, ParallaxError, Stopped, UsageError
from compare.lanes.find import NATIVE, LaneName, parse_lanes
from compare.lanes.lanes_file import lanes_of
from compare.lanes.weaker import weaker_modes
from compare.plan.choice import Selection, choose
from compare.plan.options import parse
from compare.plan.plan import PairPlan
from compare.record.growing import GrowingRecord
from compare.record.heads import head_of
from compare.record.nouns import Failure, PairRecord
from compare.report.console import console
from compare.report.files import PAGE, write_files
from compare.report.progress import ProgressLine
from compare.report.publish import publish
from compare.run.runner import Progress
from compare.run.session import session
from compare.run.stopping import finished_first
from compare.run.workplace import Workplace, needed, workplace


def do_compare(raw: Mapping[str, Any]) -> int:
    """The main job."""
    language = language_of(raw)
    options = parse(raw)
    if options.verbose:
        logging.basicConfig(level=logging.INFO)  # with the traceback of a fault of ours
    check_on(options)
    expected = baseline.read(options.baseline) if options.baseline else None
    selection = choose(load_catalogue(options.roots), options)
    known = lanes_of(options.lanes_file, options.roots)
    lanes = parse_lanes(options.lanes, known, options.allow_missing or bool(options.on))
    if options.against:
        if linked := next((lane.name for lane in lanes if lane.name in NATIVE), ""):
            raise UsageError(f"--against takes no lane {linked}: the base's examples are not linked into it.")
        check_revision(options.against, options.roots[0])
    selection = narrowed(selection)
    growing = _begin(selection)
    _see(selection, lanes, growing)
    with finished_first():
        asked = selection.covers([lane.name for lane in lanes] if options.lanes else [])
        given = str(options.baseline or "")
        whole = whole_of(growing.record, expected, given, asked, options.fail_on, options.strict)
        whole = _write(whole, growing, options.keep, language)
        told = whole if options.json else told_in(whole, language)  # a record is never translated
        publish(told, options.json, options.verbose, growing.folder, options.roots)
    return int(whole.exit_code())


def _begin(selection: Selection) -> GrowingRecord:
    """The record of a run that has seen nothing but the contracts that are broken."""
    pairs = {"selected": list(selection.names), "left_out": sorted(selection.unasked)}
    options = selection.options.as_data() | pairs
    broken = [PairRecord(one.id, "", {}, not_run=f"{one.path}: {one.reason}") for one in selection.broken]
    heads = map(head_of, selection.options.roots)
    return GrowingRecord(
        selection.options.out, selection.options.seed, options, broken, heads, selection.since
    )


def _see(selection: Selection, names: Sequence[LaneName], growing: GrowingRecord) -> None:
    """Run what was chosen; what ends that before its end stands in the record."""
    progress = ProgressLine(console(stderr=True))
    try:
        if selection.idle:
            growing.become(replace(growing.record, complete=True))
        else:
            run = run_on if selection.options.on else _run
            run(selection, needed(selection, names), growing, progress)
    except Stopped as stopped:
        if not growing.stop("SIGTERM" if stopped.exit_code == Exit.TERMINATED else "SIGINT"):
            growing.become(growing.record)
    except ParallaxError as error:
        failure = Failure(int(error.exit_code), str(error))
        growing.become(replace(growing.record, failures=(failure,)))
    finally:
        progress.finish()


def _run(selection: Selection, names: Sequence[LaneName], growing: GrowingRecord, progress: Progress) -> None:
    """Head's pairs one after the other, then the base's beside them."""
    with session() as around, ExitStack() as ending:
        beside = ending.enter_context(base_beside(selection, around))
        place = ending.enter_context(workplace(selection, names, around, progress))
        runner = place.runner
        growing.begin(place.found, weaker_modes())
        plans = [place.plan(contract) for contract in selection.contracts]
        if beside and time.monotonic() < runner.deadline:
            beside.build(place.found)
        progress.expect({plan.contract.id: runner.trials(plan) for plan in plans})
        with place.watched(plans, growing.folder):
            _run_head(plans, place, growing)
            if beside:
                by_name = {name.name: name for name in names}
                for record in beside.run(growing.record, plans, runner, by_name, place.choice):
                    growing.become(record)
    growing.become(replace(growing.record, complete=True))


def _run_head(plans: Sequence[PairPlan], place: Workplace, growing: GrowingRecord) -> None:
    runner = place.runner
    for plan in plans:
        try:
            seen = place.run(plan)
        except Stopped:
            if runner.cut_short:
                growing.add(runner.cut_short, place.found, runner.trials_ns)
            raise
        growing.add(seen, place.facts, runner.trials_ns)


def _write(whole: Whole, growing: GrowingRecord, keep: int | None, language: str) -> Whole:
    """Write the run's files; where that fails, the summary is still printed, and says so."""
    from compare.page.page import write_page  # Jinja: only where there is something to write

    try:
        growing.save()
        write_page(told_in(whole, language), growing.folder / PAGE)
        write_files(whole, growing.folder, keep)
    except HarnessError as error:
        return replace(whole, failures=(Failure(int(error.exit_code), str(error)),))
    return whole
