"""`invoke exercise` and `check`: an example to be mended or finished, and the judge's word on it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compare import __version__
from compare.catalogue.contract import Contract
from compare.catalogue.exercises import LEVELS, Exercise, digest_of, exercise_of, file_of, function_lines
from compare.catalogue.mistakes import TEXTS
from compare.commands.driven import drive
from compare.commands.look import find
from compare.errors import Exit, HarnessError, UsageError, nearest
from compare.judge.claims import Answered, answered, claims_of
from compare.plan.options import whole
from compare.record.saving import read_text, write_atomically
from compare.report.machines import junit
from compare.report.sheet import StudentText, as_test_cases, results, sheet, task_sheet
from compare.text import say

FACTS, RESULTS = "exercise.json", "results.json"


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
        driven = drive(contract, made, text)
        fault = driven.fault
        answers = answered(driven.report, made.lane, driven.raised) if driven.report else []
    passed = not fault and all(one.word == "holds" for one in answers)
    student = StudentText(file.name, function_lines(contract, language, text))
    say(*sheet(answers, fault, bool(raw.get("hint")), student))
    _save(folder / RESULTS, json.dumps(results(answers, fault, student), indent=2) + "\n")
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
