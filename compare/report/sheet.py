"""An exercise in words: its task, and what a check of it found, for people and for a classroom's machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.exercises import Exercise
from compare.judge.claims import Answered, TextClaim
from compare.report.outcomes import TestCase
from compare.text import cut, flowing

SIGNS = {"holds": "✓", "broken": "✗", "unseen": "?"}
PLACE = "exercise"  # the folder that a text is driven in: its scene has the same name
_CSHARP_LINE = r"(?<![/\\]){file}:line (\d+)"
LONGEST = 400  # characters of a sentence
TASKS = {
    1: "One mistake has been put into `{file}`. Find it and mend it.",
    2: "A function in `{file}` has lost its body. Write it; its signature and what is said of it stand.",
}


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


def sheet(answers: Sequence[Answered], fault: str, hint: bool, file: str) -> Iterator[str]:
    """Each claim with its sign, then one line on the whole; a text that could not be run has that line alone.

    Args:
        answers: the claims with what became of them.
        fault: why the text does not compile; empty where it does.
        hint: with the judge's sentences.
        file: the text's name, to find lines of it in what was printed.
    """
    if fault:
        yield f"It does not compile. {fault}"
        return
    for one in answers:
        yield f"{SIGNS[one.word]} {one.claim.says}"
        if one.message and (hint or one.claim.id == "ends"):  # a text that fell over says where at once
            yield f"    {_sentence(one, file)}"
    holding = sum(one.word == "holds" for one in answers)
    whole = holding == len(answers)
    more = "" if whole or hint else " --hint says more."
    yield f"All {holding} claims hold." if whole else f"{holding} of {len(answers)} claims hold.{more}"


def results(answers: Sequence[Answered], fault: str, file: str) -> dict[str, Any]:
    """What exercism's test runners write, version 3."""
    if fault:
        return {"version": 3, "status": "error", "message": fault, "tests": []}
    words = {"holds": "pass", "broken": "fail", "unseen": "error"}
    tests = []
    for number, one in enumerate(answers, start=1):
        code = json.dumps(dict(one.claim.entry), indent=2, default=str) if one.claim.entry else ""
        entry = {"name": one.claim.says, "status": words[one.word], "task_id": number, "test_code": code}
        tests.append(entry | ({"message": _sentence(one, file)} if one.message else {}))
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


def _sentence(one: Answered, file: str) -> str:
    """The judge's sentence; of a trial that failed with the line of the text in place of its last words."""
    findings, message = one.findings, one.message
    seen = str(findings[0].actual or "") if findings else ""
    own = (
        rf'{PLACE}[/\\]{re.escape(file)}", line (\d+)'
        if file.endswith(".py")
        else _CSHARP_LINE.format(file=file)
    )
    lines = re.findall(own, f"{seen}\n{message}")
    if findings and findings[0].id.startswith("trial."):
        message = f"{message.partition('; its last output')[0].rstrip('.')}."
    if not lines:
        return cut(message, LONGEST)
    inner = lines[0 if "most recent call first" in seen or not file.endswith(".py") else -1]
    return f"{file}, line {inner}: {cut(message, LONGEST)}"
