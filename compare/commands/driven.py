"""Driving a student's text with its pair's scene: what `invoke check` judges."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import psutil

from compare.catalogue.contract import Contract
from compare.catalogue.exercises import Exercise, file_of, needs_both
from compare.catalogue.mistakes import TEXTS
from compare.errors import EnvironmentLacks
from compare.judge import Report, judge
from compare.judge.claims import raised_in
from compare.judge.scene import row_of
from compare.judge.verdict import Finding
from compare.lanes.find import LaneName, open_lanes
from compare.lanes.lane import Lane, Program
from compare.plan.choice import Choice
from compare.plan.plan import QUICK, PairPlan, plan_pair
from compare.record.nouns import PairRecord, Record
from compare.report.sheet import PLACE
from compare.run.programs import Programs, python_program
from compare.run.runner import Runner
from compare.run.session import session
from compare.run.silent import Silent
from compare.setup.machine import describe
from compare.setup.telling import telling_csharp, write_telling
from compare.setup.texts import Compiled, Text, compile_texts

GATE_MS = 3_000  # what a wrong text never meets is waited for so long, where nobody else needs the cores
LONGEST_GATE_MS = 10_000
LOADING_S = 7.0  # for the text's own top level: imports, and what stands outside of functions
TOLD_NS = 3_000_000_000  # a row that took longer is not run again for the line at which its error came out
LONGEST_S = 60  # no call begins after that
HELD = ("deadlock", "stuck")  # a scene's word for a call that never came back
ALONE = "an exercise runs one language alone"


class Driven(NamedTuple):
    """What came of a text."""

    report: Report | None = None  # none where it does not compile
    fault: str = ""  # why it does not
    raised: str = ""  # what was printed of the errors that came out of it, where the judge rejects one


class _Programs(NamedTuple):
    judged: Program
    telling: Program  # the same text, which tells where an error came out of it


def drive(contract: Contract, made: Exercise, text: str) -> Driven:
    """Run and judge a text in its example's place.

    Args:
        contract: the pair's.
        made: the exercise that the text was written for.
        text: what the student wrote; of Python, a text that compiles.

    Raises:
        EnvironmentLacks: the pair cannot run here.
    """
    alone = {} if needs_both(contract, made.variant) else dict.fromkeys(TEXTS.values(), ALONE)
    with session() as around:
        programs = _programs(contract, made, text, around.folder)
        if isinstance(programs, str):
            return Driven(fault=programs)
        lanes, facts = open_lanes([LaneName(made.lane, made.lane, named=True)], around, allow_missing=False)
        try:
            plan = plan_pair(contract, facts, Choice(platform=sys.platform, lacking=alone))
            if not plan.observed:
                raise EnvironmentLacks(f"{contract.id} cannot run here: {'; '.join(plan.reasons)}.")
            report = judge(Record("", 0, {}, describe(), facts, (_run(plan, made, lanes, programs.judged),)))
            raised = raised_in(report)
            told = (
                _told(raised, plan, made, lanes, programs.telling)
                if raised and raised.actual not in HELD and _is_quick(report, raised)
                else ""
            )
        finally:
            for lane in lanes.values():
                lane.close()
    return Driven(report, raised=told)


def _run(plan: PairPlan, made: Exercise, lanes: Mapping[str, Lane], program: Program) -> PairRecord:
    right = Programs()

    def where(one: Contract, kind: str) -> Program:
        return program if kind == made.lane else right.where(one, kind)

    runner = Runner(lanes, where, QUICK, 0, Silent(), timed=False, spares=True)
    gate_ms = _gate_ms()
    runner.gate_ms, runner.loading_s = gate_ms, LOADING_S * gate_ms / GATE_MS
    runner.deadline = time.monotonic() + LONGEST_S
    return runner.run_pair(replace(plan, timed=()))


def _gate_ms() -> int:
    """So long a gate is waited for: longer where others keep the cores busy, for a right text is late there, too."""
    busy = psutil.getloadavg()[0] / (os.cpu_count() or 1)
    return min(LONGEST_GATE_MS, round(GATE_MS * max(1.0, busy)))


def _is_quick(report: Report, raised: Finding) -> bool:
    row = (raised.case, raised.variant, raised.lane)
    return all((one.elapsed_ns or 0) < TOLD_NS for one in report.record.pairs[0].trials if row_of(one) == row)


def _told(
    raised: Finding, plan: PairPlan, made: Exercise, lanes: Mapping[str, Lane], program: Program
) -> str:
    """What the text that tells prints in the row of a rejected error."""
    row = (raised.case, raised.variant)
    rows = tuple(one for one in plan.observed if (one.case, one.variant.name) == row)
    again = _run(replace(plan, observed=rows), made, lanes, program)
    return "\n".join(f"{one.printed}\n{one.stderr}" for one in again.trials)


def _programs(contract: Contract, made: Exercise, text: str, folder: Path) -> _Programs | str:
    """Where the text's programs are, or why it does not compile."""
    name = file_of(contract, made.language)
    if made.language == "python":  # in folders of their own: what else lies beside it is not imported
        plain, telling = folder / PLACE / name, folder / "telling" / PLACE / name
        for one in (plain, telling):
            one.parent.mkdir(parents=True)
        plain.write_text(text, encoding="utf-8")
        write_telling(telling, text)
        return _Programs(python_program(contract, plain), python_program(contract, telling))
    told = telling_csharp(text, name)
    texts = [Text("judged", text, name, contract.apart), Text("telling", told, name, contract.apart)]
    compiled = compile_texts(texts, echo=lambda _: None)
    right = Programs().where(contract, made.lane)
    judged, telling_one = compiled["judged"], compiled["telling"]
    if isinstance(judged, str):
        return re.sub(r"^(.*?)\((\d+),\d+\): error ", r"\1, line \2: ", judged)
    return _Programs(
        _beside(right, judged), _beside(right, judged if isinstance(telling_one, str) else telling_one)
    )


def _beside(right: Program, made: Compiled) -> Program:
    return replace(right, example=str(made.dll), woven=str(made.woven_dll))
