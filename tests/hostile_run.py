"""Running hostile texts: each row in a worker of its own, several pairs at once, since most of it is waiting."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from compare.catalogue.contract import Contract, Variant
from compare.lanes import meter
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lane import Program
from compare.run.programs import Programs
from compare.run.session import session
from compare.setup.texts import Compiled
from tests.hostile import LANGUAGES, HostileText, python_text
from tests.pairs import CATALOGUE, complaints, plan, run

# No hostile text holds a trial up longer; on cores that have nothing else to do, for half of it.
LIMIT_MS = 20_000
GATE_MS = 1_000
LINGER = ("never", "thread")  # kinds that leave something behind


@dataclass(frozen=True)
class Job:
    """What one process judges in one go: some kinds of one pair's texts, in one language."""

    pair: str
    language: str
    kinds: tuple[str, ...]
    compiled: Mapping[str, Compiled]
    every_variant: bool = False


@dataclass(frozen=True)
class Seen:
    """What came of one hostile variant."""

    variant: str
    state: str  # its trial's; "skipped" where the lane cannot run it
    complaints: str  # all findings; empty where it was accepted


def judged(job: Job) -> dict[str, list[Seen]]:
    """By kind: what came of each variant, in the default case."""
    meter.PAUSE_S = 1.0  # nobody asks how much they hold
    contract = CATALOGUE.contracts[job.pair]
    seen: dict[str, list[Seen]] = {}
    with tempfile.TemporaryDirectory(prefix="plx") as folder, session() as around:
        lanes, facts = open_lanes(parse_lanes(LANGUAGES[job.language]), around, allow_missing=True)
        try:
            for kind in job.kinds:
                text = HostileText(contract, kind, job.language)
                program = _program(text, job.compiled, Path(folder))
                seen[kind] = list(_rows(text, program, lanes, facts, job.every_variant))
        finally:
            for lane in lanes.values():
                lane.close()
    return seen


def _rows(text: HostileText, program: Program, lanes: Mapping, facts: tuple, every: bool) -> Iterator[Seen]:
    contract = text.contract
    whole = plan(contract, facts, (contract.cases[0].id,))
    for variant in chosen(text, every):
        rows = tuple(row for row in whole.observed if row.variant == variant)
        if not rows:
            yield Seen(variant.name, "skipped", "; ".join(sorted({skip.reason for skip in whole.skips})))
            continue
        narrow = replace(whole, observed=rows, timed=(), timeout_ms=LIMIT_MS)
        report = run(narrow, lanes, facts, partial(_where, text, program), gate_ms=GATE_MS)
        (trial,) = report.record.pairs[0].trials
        if text.kind in LINGER or trial.state != "ok":
            lanes[text.lane].restart()  # what it left behind convicts no other text
        yield Seen(variant.name, trial.state, complaints(report))


def _where(text: HostileText, program: Program, contract: Contract, kind: str) -> Program:
    """Where programs are: a text that starts the other language's starts the right one."""
    return program if kind == text.lane else Programs().where(contract, kind)


def chosen(text: HostileText, every: bool = False) -> tuple[Variant, ...]:
    """The variants that are judged: the headline, or else the first that the lane runs; or all."""
    contract = text.contract
    names = contract.cases[0].variants or [one.name for one in contract.variants]
    there = [
        one for one in text.variants() if one.name in names and text.lane in (one.lanes or contract.lanes)
    ]
    there.sort(key=lambda one: not one.headline)
    return tuple(there if every else there[:1])


def _program(text: HostileText, compiled: Mapping[str, Compiled], folder: Path) -> Program:
    """The pair's scene, with the hostile text in its example's place."""
    right = Programs().where(text.contract, text.lane)
    if text.language == "csharp":
        made = compiled[text.kind]
        return replace(right, example=str(made.dll), woven=str(made.woven_dll))
    file = folder / text.kind / text.contract.python_path.name
    file.parent.mkdir()
    file.write_text(python_text(text.contract, text.kind), encoding="utf-8")
    return replace(right, example=str(file))
