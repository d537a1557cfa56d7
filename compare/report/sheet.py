"""An exercise in words: its task, and what a check of it found, for people and for a classroom's machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.exercises import Exercise
from compare.judge.claims import ENDS, Answered, TextClaim
from compare.judge.verdict import Finding
from compare.report.outcomes import TestCase
from compare.text import cut, flowing

SIGNS = {"holds": "✓", "broken": "✗", "unseen": "?"}
PLACE = "exercise"  # the folder that a text is driven in: its scene has the same name
LONGEST = 400  # characters of a sentence
TASKS = {
    1: "One mistake has been put into `{file}`. Find it and mend it.",
    2: "A function in `{file}` has lost its body. Write it; its signature and what is said of it stand.",
}


@dataclass(frozen=True)
class StudentText:
    """Where a sentence can point to."""

    file: str
    lines: Mapping[str, int]  # by variant: where its function begins


def task_sheet(contract: Mapping[str, Any], made: Exercise, file: str, claims: Sequence[TextClaim]) -> str:
    """README.md of an exercise: question, task, claims and the command; nothing of the solution."""
    lines = [f"# {contract['title']}", "", flowing(contract.get("question", "")), ""]
    lines += [TASKS[made.level].format(file=file), "", "What must hold when you are done:", ""]
    lines += [f"- {claim.says}" for claim in claims]
    lines += ["", "Check it with this, in Parallax's folder, with this folder's path at its end:", ""]
    lines += [
        "    invoke check DIR",
        "",
        "`--hint` adds what the judge saw of each claim that does not hold.",
        "",
    ]
    return "\n".join(lines)


def sheet(answers: Sequence[Answered], fault: str, hint: bool, student: StudentText) -> Iterator[str]:
    """Each claim with its sign, then one line on the whole; a text that could not be run has that line alone.

    Args:
        answers: the claims with what became of them.
        fault: why the text does not compile; empty where it does.
        hint: with the judge's sentences.
        student: the text's name, to find lines of it in what was printed, and its functions.
    """
    if fault:
        yield f"It does not compile. {fault}"
        return
    for one in answers:
        yield f"{SIGNS[one.word]} {one.claim.says}"
        if one.message and (hint or _tells_where(one)):
            yield f"    {_sentence(one, student)}"
    holding = sum(one.word == "holds" for one in answers)
    whole = holding == len(answers)
    more = "" if whole or hint else " --hint says more."
    yield f"All {holding} claims hold." if whole else f"{holding} of {len(answers)} claims hold.{more}"


def results(answers: Sequence[Answered], fault: str, student: StudentText) -> dict[str, Any]:
    """What exercism's test runners write, version 3."""
    if fault:
        return {"version": 3, "status": "error", "message": fault, "tests": []}
    words = {"holds": "pass", "broken": "fail", "unseen": "error"}
    tests = []
    for number, one in enumerate(answers, start=1):
        code = json.dumps(dict(one.claim.entry), indent=2, default=str) if one.claim.entry else ""
        entry = {"name": one.claim.says, "status": words[one.word], "task_id": number, "test_code": code}
        tests.append(entry | ({"message": _sentence(one, student)} if one.message else {}))
    status = "pass" if all(one.word == "holds" for one in answers) else "fail"
    return {"version": 3, "status": status, "tests": tests}


def as_test_cases(contract: Contract, answers: Sequence[Answered], fault: str) -> list[TestCase]:
    """A case a claim, for JUnit XML."""
    if fault:
        return [TestCase(contract.chapter, contract.id, "compiles", (("compile", fault),))]
    failures = [((one.claim.id, one.message),) if one.message else () for one in answers]
    return [
        TestCase(contract.chapter, contract.id, one.claim.says, failed)
        for one, failed in zip(answers, failures, strict=True)
    ]


def _tells_where(one: Answered) -> bool:
    """Whether a text fell over: that is said with its line, unasked."""
    return one.claim.id == ENDS or _is_error(one)


def _is_error(one: Answered) -> bool:
    return one.claim.entry.get("mode") == "error"


def _sentence(one: Answered, student: StudentText) -> str:
    """The judge's first sentence, of what fell over with its line in place of its last words."""
    finding = one.findings[0] if one.findings else None
    if finding and (finding.id.startswith("trial.") or _is_error(one)):
        return _fallen(one, finding, student)
    return cut(one.message, LONGEST)


def _fallen(one: Answered, finding: Finding, student: StudentText) -> str:
    """With a line: the one that was printed, else that of the variant's function, if it was called."""
    if raised := _raised(one.printed, student.file, str(finding.actual)):
        return raised
    says = cut(f"{one.message.partition('; its last output')[0].rstrip('.')}.", LONGEST)
    lines = re.findall(_line_of(student.file), f"{one.printed}\n{one.message}")
    innermost_last = student.file.endswith(".py") and "most recent call first" not in one.printed
    called = None if "load raised" in says else student.lines.get(finding.variant)
    line = lines[-1 if innermost_last else 0] if lines else called
    return f"{student.file}, line {line}: {says}" if line else says


def _raised(printed: str, file: str, actual: str) -> str:
    """The line at which an error came out, of several the one that the caller saw, else the last."""
    told = re.findall(rf"{_line_of(file)}: (\w+): ?([^\n]*)", printed)
    of_it = [one for one in told if one[1] == actual] or told
    if not of_it:
        return ""
    line, kind, says = of_it[-1]
    return (
        f"{file}, line {line}: it raised {kind}{f': {cut(says, LONGEST)}' if says else ''}".rstrip(".") + "."
    )


def _line_of(file: str) -> str:
    """How a runtime names a line of the text."""
    name = re.escape(file)
    return rf'{PLACE}[/\\]{name}", line (\d+)' if file.endswith(".py") else rf"(?<![/\\]){name}:line (\d+)"
