"""A small sound contract for tests, as a TOML file or as a noun; a test changes what it is about."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compare.contract import Contract, contract_of, pascal, snake

ROOT = Path(__file__).resolve().parents[1]
TOML = """\
schema = 1
id = "my-pair"
title = "A pair"
question = "What is there to see?"
teaches = "What there is to see."

[parameters.n]
type = "integer"
default = 4
min = 1
max = 10
unit = "items"

[[variants]]
name = "plain"
says = "for / for"
reference = true
headline = true

[[cases]]
id = "default"
expect = { sum = 6 }

[[outputs]]
field = "sum"
mode = "equal"
"""
DATA: Mapping[str, Any] = {
    "schema": 1,
    "id": "my-pair",
    "title": "A pair",
    "question": "What is there to see?",
    "teaches": "What there is to see.",
    "parameters": {"n": {"type": "integer", "default": 4, "min": 1, "max": 10, "unit": "items"}},
    "variants": [{"name": "plain", "says": "for / for", "reference": True, "headline": True}],
    "cases": [{"id": "default", "expect": {"sum": 6}}],
    "outputs": [{"field": "sum", "mode": "equal"}],
}


def data(**changes: Any) -> dict[str, Any]:
    """The contract's data, with what a test changes at its top level."""
    return copy.deepcopy(dict(DATA)) | changes


def contract(root: Path = Path("/nowhere"), chapter: str = "tasks", **changes: Any) -> Contract:
    """The contract as a noun."""
    changed = data(**changes)
    path = root / "compare" / "contracts" / chapter / f"{changed['id']}.toml"
    return contract_of(changed, path, root)


def write(root: Path, text: str = TOML, chapter: str = "tasks", pair: str = "my-pair") -> Path:
    """The contract as a file of a root, with both texts beside it."""
    path = root / "compare" / "contracts" / chapter / f"{pair}.toml"
    texts = [
        root / "python" / chapter / f"{snake(pair)}.py",
        root / "dotnet" / "Examples" / pascal(chapter) / f"{pascal(pair)}.cs",
    ]
    for file in (path, *texts):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    path.write_text(text, encoding="utf-8")
    return path
