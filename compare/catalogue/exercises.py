"""Exercises: an example with one mistake put in, or with a function's body taken out. Pure."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compare.catalogue.contract import KINDS, Contract, Variant, leaf_text, pascal, snake
from compare.catalogue.mistakes import Mistake, example_of, load_mistakes
from compare.errors import UsageError

LEVELS = (1, 2)
_CSHARP_HEAD = r"^    public static [^\n=;]*?\b{name}(?:Async)?(?:<[^()\n]*>)?\((?:[^\n]|\n {{5,}})*?"
_CSHARP_BODIES = (  # in braces, or behind an arrow: what takes its place goes to the group
    (_CSHARP_HEAD + r"\n    {{\n(.*?)^    }}$", "        throw new NotImplementedException();\n"),
    (_CSHARP_HEAD + r"=>(.*?);$(?=\n(?:\n|}}))", "\n        throw new NotImplementedException()"),
)


@dataclass(frozen=True)
class Exercise:
    """A text to be mended, or written to its end."""

    pair: str
    language: str  # python | csharp
    level: int  # 1: find and mend a mistake; 2: write a function
    variant: str  # where the work is
    text: str
    lane: str  # the kind of lane that checks it
    mistake: Mistake | None = None  # what was put in at level 1


def exercise_of(contract: Contract, language: str, level: int = 1) -> Exercise:
    """A pair's exercise; one whose functions cannot be emptied has level 1 alone.

    Args:
        contract: the pair's.
        language: python or csharp.
        level: 1 or 2.

    Raises:
        UsageError: no mistake of the language can be put in, or the file of mistakes is broken.
        HarnessError: the example cannot be read.
    """
    right = leaf_text(example_of(contract, language))
    mistake = _first_mistake(contract, language)
    if level == 2:
        for variant in _headline_first(contract, mistake.lane):
            if (text := _emptied(right, contract, variant, language)) is not None:
                return Exercise(contract.id, language, 2, variant.name, text, mistake.lane)
    text, variant = mistake.edited(right), mistake.variants[0]
    return Exercise(contract.id, language, 1, variant, text, mistake.lane, mistake)


def file_of(contract: Contract, language: str) -> str:
    """The name of an exercise's text: its example's, by which the scene finds it."""
    return example_of(contract, language).name


def digest_of(contract: Contract, language: str) -> str:
    """What an exercise is checked by, as one number in hexadecimal: the contract and the language's scene."""
    scene = contract.python_scene if language == "python" else contract.dotnet_scene
    told = json.dumps(contract.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{told}\0{leaf_text(scene)}".encode()).hexdigest()


def function_lines(contract: Contract, language: str, text: str) -> dict[str, int]:
    """The line in which each variant's function begins, as far as a student's text has it.

    Args:
        contract: the pair's.
        language: python or csharp.
        text: the student's, which need not compile.
    """
    head = (
        r"^(?:async )?def {}\(" if language == "python" else r"^    public static [^\n=;]*?\b{}(?:Async)?[<(]"
    )
    named = snake if language == "python" else pascal
    found = {
        one.name: re.search(head.format(named(one.function or one.name)), text, re.MULTILINE)
        for one in contract.variants
    }
    return {name: text.count("\n", 0, at.start()) + 1 for name, at in found.items() if at}


def needs_both(contract: Contract, exercise_variant: str) -> bool:
    """Whether the exercise's own variant starts the other language's text."""
    return any(one.counterpart and one.name == exercise_variant for one in contract.variants)


def _first_mistake(contract: Contract, language: str) -> Mistake:
    """The first that is convicted in the cases that are run by default, where it can be of one language alone."""
    asked = {case.id for case in contract.cases if not case.opt_in}
    both = {one.name for one in contract.variants if one.counterpart}
    able = [
        one
        for one in load_mistakes(contract)
        if one.language == language and one.fails and asked.intersection(one.cases)
    ]
    if not able:
        raise UsageError(f"{contract.id} has no mistake to make an exercise of in {language}.")
    # Of two lanes that run the text, the plain one; of two mistakes, one that starts no other language's text, and
    # one by which nobody waits in vain: each such wait makes a student's check five seconds longer.
    return min(
        able,
        key=lambda one: (KINDS.index(one.lane), bool(both.intersection(one.variants)), _waits(one)),
    )


def _waits(mistake: Mistake) -> bool:
    return any(one.startswith("gate.") or one == "trial.timeout" for one in mistake.fails)


def _headline_first(contract: Contract, lane: str) -> Iterator[Variant]:
    able = [one for one in contract.variants if not one.counterpart and (not one.lanes or lane in one.lanes)]
    yield from sorted(able, key=lambda one: not one.headline)


def _emptied(text: str, contract: Contract, variant: Variant, language: str) -> str | None:
    """The text without the body of a variant's function; None where it has no such function of its own."""
    name = variant.function or variant.name
    return _python_emptied(text, snake(name)) if language == "python" else _csharp_emptied(text, pascal(name))


def _python_emptied(text: str, name: str) -> str | None:
    found = [
        one
        for one in ast.parse(text).body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name
    ]
    if not found or len(found[0].body) < 2 or ast.get_docstring(found[0]) is None:
        return None
    lines, body = text.splitlines(keepends=True), found[0].body
    first, last = body[0].end_lineno, body[-1].end_lineno
    return "".join([*lines[:first], "    raise NotImplementedError\n", *lines[last:]])


def _csharp_emptied(text: str, name: str) -> str | None:
    for body, put in _CSHARP_BODIES:
        found = re.search(body.format(name=name), text, re.MULTILINE | re.DOTALL)
        if found and not re.search(r"\byield\b", found[1]):  # without one, an iterator does not compile
            return text[: found.start(1)] + put + text[found.end(1) :]
    return None
