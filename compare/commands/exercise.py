"""`invoke exercise` and `check`: an example to be mended or finished, and the judge's word on it."""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compare import __version__
from compare.catalogue.contract import Contract
from compare.catalogue.exercises import LEVELS, Exercise, digest_of, exercise_of, file_of, needs_both
from compare.catalogue.mistakes import TEXTS
from compare.commands.look import find
from compare.commands.run_one import Silent
from compare.errors import EnvironmentLacks, Exit, HarnessError, UsageError, nearest
from compare.judge import Report, judge
from compare.judge.claims import Answered, answered, claims_of
from compare.lanes.find import LaneName, open_lanes
from compare.lanes.lane import Program
from compare.plan.choice import Choice
from compare.plan.options import whole
from compare.plan.plan import QUICK, plan_pair
from compare.record.nouns import PairRecord, Record
from compare.record.saving import read_text, write_atomically
from compare.report.machines import junit
from compare.report.sheet import PLACE, as_test_cases, results, sheet, task_sheet
from compare.run.programs import Programs, python_program
from compare.run.runner import Runner
from compare.run.session import session
from compare.setup.machine import describe
from compare.setup.texts import Text, compile_texts
from compare.text import say

FACTS, RESULTS = "exercise.json", "results.json"
GATE_MS = 5_000  # what a wrong text never meets is waited for so long
LONGEST_S = 60  # no call begins after that: a text that hangs would hang in each
ALONE = "an exercise runs one language alone"


def do_exercise(raw: Mapping[str, Any]) -> int:
    """Write a pair's exercise into a folder."""
    contract = find(raw.get("pair") or "", raw)
    language = raw.get("language") or ""
    if language not in TEXTS:
        raise UsageError(f"--language must be python or csharp, not {language!r}.{nearest(language, TEXTS)}")
    level = whole(raw.get("level") or "1", "--level", LEVELS[0], LEVELS[-1]) or 1
    if not raw.get("into"):
        raise UsageError("Say where the exercise goes: --into DIR.")
    folder = Path(raw["into"]).expanduser()
    made = exercise_of(contract, language, level)
    if made.level != level:
        say(f"{contract.id} has no level {level} in {language}; this is level {made.level}.", err=True)
    claims = claims_of(contract.data, contract.text_for(made.lane), made.lane)
    _write(folder, {
        file_of(contract, language): made.text,
        "README.md": task_sheet(contract.data, made, file_of(contract, language), claims),
        FACTS: json.dumps(_facts(contract, made), indent=2) + "\n",
    })  # fmt: skip
    own = "".join(f" --root {one}" for one in raw.get("root") or ())
    say(f"Read {folder / 'README.md'}, then give: invoke check {folder}{own}")
    return int(Exit.OK)


def _facts(contract: Contract, made: Exercise) -> dict[str, Any]:
    digest = digest_of(contract, made.language)
    facts = {"pair": made.pair, "language": made.language, "level": made.level}
    return facts | {"sha256": digest, "tool": __version__}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is there already and is not empty: name another folder.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"Cannot write {folder}: {error.strerror}. Name another folder.") from None


def do_check(raw: Mapping[str, Any]) -> int:
    """Drive a student's text with its pair's scene, and say which claims hold."""
    folder = Path(raw.get("folder") or "").expanduser()
    facts = _read_facts(folder)
    contract = find(facts["pair"], raw)
    language = facts["language"]
    made = exercise_of(contract, language, facts["level"])
    if facts.get("sha256") != digest_of(contract, language):
        raise UsageError(
            f"{folder}: the contract or the scene of {contract.id} has changed since Parallax {facts.get('tool')} "
            "made this exercise. Make it anew with `invoke exercise` and put your text in the new folder."
        )
    file = folder / file_of(contract, language)
    text = read_text(file)
    fault = _fault(text, file.name) if language == "python" else ""
    answers: list[Answered] = []
    if not fault:
        report, fault = _drive(contract, made, text, file.name)
        answers = answered(report, made.lane) if report else []
    passed = not fault and all(one.word == "holds" for one in answers)
    say(*sheet(answers, fault, bool(raw.get("hint")), file.name))
    _save(folder / RESULTS, json.dumps(results(answers, fault, file.name), indent=2) + "\n")
    if raw.get("junit"):
        cases = as_test_cases(contract, answers, fault)
        _save(Path(raw["junit"]).expanduser(), junit(cases, datetime.now(UTC).isoformat()))
    return int(Exit.OK if passed else Exit.DIFFERS)


def _save(path: Path, text: str) -> None:
    try:
        write_atomically(path, text)
    except HarnessError as error:
        raise UsageError(f"{error}") from None


def _read_facts(folder: Path) -> dict[str, Any]:
    path = folder / FACTS
    if not path.is_file():
        raise UsageError(f"{folder} holds no exercise ({FACTS}): `invoke exercise PAIR` makes one.")
    try:
        facts = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no JSON: {error}. Make the exercise anew.") from None
    known = isinstance(facts, dict) and isinstance(facts.get("pair"), str)
    if not known or facts.get("language") not in tuple(TEXTS) or facts.get("level") not in LEVELS:
        raise UsageError(f"{path} does not say pair, language and level as `invoke exercise` writes them.")
    return facts


def _fault(text: str, name: str) -> str:
    """Why a Python text cannot be compiled; empty where it can."""
    try:
        with warnings.catch_warnings(action="ignore"):  # the text's own, which running it tells
            compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"{name}, line {error.lineno}: {error.msg}."
    except ValueError as error:  # null bytes
        return f"{name}: {error}."
    return ""


def _drive(contract: Contract, made: Exercise, text: str, name: str) -> tuple[Report | None, str]:
    """The judged record of a text in its example's place, or why it does not compile."""
    alone = {} if needs_both(contract, made.variant) else dict.fromkeys(TEXTS.values(), ALONE)
    with session() as around:
        program, fault = _program(contract, made, text, name, around.folder)
        if program is None:
            return None, fault
        opened, facts = open_lanes([LaneName(made.lane, made.lane, named=True)], around, allow_missing=False)
        try:
            plan = plan_pair(contract, facts, Choice(platform=sys.platform, lacking=alone))
            if not plan.observed:
                raise EnvironmentLacks(f"{contract.id} cannot run here: {'; '.join(plan.reasons)}.")
            right = Programs()

            def where(one: Contract, kind: str) -> Program:
                return program if kind == made.lane else right.where(one, kind)

            runner = Runner(opened, where, QUICK, 0, Silent(), gate_ms=GATE_MS, timed=False)
            runner.deadline = time.monotonic() + LONGEST_S
            pair: PairRecord = runner.run_pair(replace(plan, timed=()))
        finally:
            for lane in opened.values():
                lane.close()
    return judge(Record("", 0, {}, describe(), tuple(facts), (pair,))), ""


def _program(
    contract: Contract, made: Exercise, text: str, name: str, folder: Path
) -> tuple[Program | None, str]:
    if made.language == "python":  # in a folder of its own: what else lies beside it is not imported
        place = folder / PLACE
        place.mkdir()
        (place / name).write_text(text, encoding="utf-8")
        return python_program(contract, place / name), ""
    compiled = compile_texts([Text(contract.id, text, name)], echo=lambda _: None)[contract.id]
    if isinstance(compiled, str):
        return None, compiled
    right = Programs().where(contract, made.lane)
    return replace(right, example=str(compiled.dll), woven=str(compiled.woven_dll)), ""
