"""Whether a contract and its texts fit together: files that are there, functions, terms and calls that occur."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract, Variant, pascal, snake
from compare.catalogue.flaws import Flaw
from compare.text import flowing

PROSE = frozenset({
    "title", "question", "teaches", "asked", "says", "help", "because", "lanes_because", "timed_because", "unlike",
    "margin_because", "native_because", "picture_because", "claimed", "really",
})  # fmt: skip
_NAME = re.compile(r"[A-Za-z_]\w*")
LANGUAGES = {"python": "Python", "dotnet": "C#"}
_COMMENT = re.compile(r"^\s*(///|//|#)\s?", re.MULTILINE)


def flaws(contract: Contract) -> Iterator[Flaw]:
    """Texts that are missing; functions, terms and calls that do not stand in those that are there."""
    there = []
    for path in (contract.python_path, contract.dotnet_path, contract.python_scene, contract.dotnet_scene):
        if path.is_file():
            there.append(path)
        else:
            yield Flaw((), f"a text is missing: there is no {path.relative_to(contract.root)}")
    texts = {"python": contract.python_path, "dotnet": contract.dotnet_path}
    examples = {language: _read(path) for language, path in texts.items() if path in there}
    for place, variant in enumerate(contract.variants):
        yield from (Flaw(("variants", place), what) for what in _functions(contract, variant, examples))
    if len(examples) == len(texts):
        own = " ".join(_prose(contract.data))
        for term in contract.terms:
            if not any(_occurs(term, text) for text in (*examples.values(), own)):
                yield Flaw(
                    ("terms",), f"{term!r} occurs neither in the examples nor in this contract's prose"
                )
        for key, rows in (("api", contract.api), ("api_unlike", contract.api_unlike)):
            for place, row in enumerate(rows):
                for call, language in zip(row[:2], texts, strict=True):
                    if lacking := [
                        name for name in _NAME.findall(call) if not _named(name, examples[language])
                    ]:
                        told = f"{call}: the {LANGUAGES[language]} example has no {' and no '.join(lacking)}"
                        yield Flaw((key, place), told)


def _functions(contract: Contract, variant: Variant, examples: Mapping[str, str]) -> Iterator[str]:
    name = variant.function or variant.name
    run = {contract.text_for(lane) for lane in variant.lanes or contract.lanes}
    python, csharp = snake(name), pascal(name)
    if "python" in run & set(examples) and not re.search(rf"\bdef {python}\b", examples["python"]):
        yield f"the Python example has no function {python}"
    declared = rf"[\w>\])?] {csharp}(Async)?\s*[<(]"
    if "dotnet" in run & set(examples) and not re.search(declared, examples["dotnet"]):
        yield f"the C# example has no method {csharp} or {csharp}Async"


def _occurs(term: str, text: str) -> bool:
    return _flat(term) in _flat(_COMMENT.sub("", text))


def _named(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{name}\b", text))


def _flat(text: str) -> str:
    return flowing(text).casefold()


def _prose(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if key in PROSE else []
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _prose(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _prose(inner, key)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
