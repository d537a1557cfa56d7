"""A small sound contract with its four leaves, for tests; a test changes what it is about."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from compare.catalogue.contract import Contract, contract_of

ROOT = Path(__file__).resolve().parents[1]
TOML = """\
schema = 2
id = "my-pair"
title = "A pair"
question = "What is there to see?"
teaches = "What there is to see: a race condition."
asked = ["why is my sum wrong"]
terms = ["race condition", "sum"]

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

[[variants]]
name = "by-two"
says = "range / for"
headline = true

[[cases]]
id = "default"

[[cases]]
id = "two"
set = { n = 2 }

[outputs.sum]
help = "all items added up"
mode = "equal"

[outputs.sum.expect]
"default" = 6
"two" = 1
"""
PYTHON = '''"""Sums."""


def plain(items):
    """The race condition is not here."""
    return sum(items)


def by_two(items):
    """By two."""
    return sum(items)
'''
CSHARP = """namespace Parallax.Examples;

/// <summary>Sums.</summary>
public static class MyPair
{
    public static int Plain(int[] items) => items.Sum();

    public static async Task<int> ByTwoAsync(int[] items) => await Task.FromResult(items.Sum());
}
"""
MISTAKES = """\
[[mistakes]]
id = "one-more"
language = "python"
says = "One is added."
fails = ["output.sum"]
edits = [{ find = '''    return sum(items)


def by_two''', put = '''    return sum(items) + 1


def by_two''' }]
"""


def data(toml: str = TOML, **changes: Any) -> dict[str, Any]:
    """The contract's data, with what a test changes at its top level."""
    return tomllib.loads(toml) | changes


def contract(
    toml: str = TOML, root: Path = Path("/nowhere"), chapter: str = "tasks", **changes: Any
) -> Contract:
    """The contract as a noun."""
    found = data(toml, **changes)
    return contract_of(found, root / "compare" / "contracts" / chapter / f"{found['id']}.toml", root)


def write(
    root: Path, text: str = TOML, mistakes: str = MISTAKES, chapter: str = "tasks", pair: str = "my-pair"
) -> Contract:
    """The contract's file beside its examples, scenes and mistakes; gives the sound contract as a noun."""
    base = contract(TOML, root, chapter, id=pair)
    leaves = {
        base.path: text,
        base.python_path: PYTHON,
        base.dotnet_path: CSHARP,
        base.python_scene: '"""A scene."""\n',
        base.dotnet_scene: "// a scene\n",
        base.mistakes_path: mistakes,
    }
    for path, content in leaves.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return base
