"""The page about what contracts and mistakes may name, made from the code's own words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from compare.catalogue.mistakes import FINDINGS
from compare.catalogue.modes import MODES
from compare.judge.checks import CHECKS
from compare.record.values import CATEGORIES

HEAD = """# What contracts, scenes and mistakes may name

`invoke docs` writes this page from the docstrings of the code. For a whole contract look at one:
`invoke show when-all --contract`; for a scene, `invoke show when-all --scene`; for mistakes,
`invoke show when-all --mistakes`. Every key is described in the schemas in `compare/schema/`.
"""
CHECKS_HEAD = """A contract's `[behaviour.ID]` names a check, which is made on the trace of every observed trial.
No check reads a duration: a loaded machine can delay what it proves, never falsify it."""
MODES_HEAD = """A contract's `[outputs.FIELD]` names the mode by which the values of lanes are compared.

A value that differs by design is told for each side, with the reason: `{ python = 1, dotnet = 2, because = "…" }`. A
Python without a GIL takes the value of `free-threaded`, where there is one, and else that of `python`."""
CATEGORIES_HEAD = """What an output of mode `error` may say. The names of exceptions differ between the languages,
so a category stands for what is alike: examples are Python's, then C#'s."""
FINDINGS_HEAD = (
    "What a mistake's `fails` and `may_fail` name, and what reports and `record.json` call a finding."
)
CALLS_HEAD = """What a scene says while it runs: Python's `watch` (compare/worker/trace.py), C#'s `ITrace`. In a timed
trial `watch.observed` is false, nothing is kept, and every gate stands open. A gate that somebody waited at in vain is
the finding `gate.NAME`."""


def reference(watch: type) -> str:
    """The page, as Markdown.

    Args:
        watch: the class of what scenes are given, whose methods' docstrings hold an example.
    """
    parts = [
        HEAD,
        "## Checks of behaviour\n\n" + CHECKS_HEAD,
        *(_check(name, check) for name, check in CHECKS.items()),
        "## Modes of outputs\n\n" + MODES_HEAD,
        _table(("mode", "two values are the same if they are"), MODES),
        "## Categories of errors\n\n" + CATEGORIES_HEAD,
        _table(("category", "meaning"), CATEGORIES),
        "## Findings\n\n" + FINDINGS_HEAD,
        _table(("id", "meaning"), FINDINGS),
        "## Calls of the watch\n\n" + CALLS_HEAD,
        "\n".join(_calls(watch)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _check(name: str, check: Callable[..., str]) -> str:
    meaning, example = _apart(check)
    return f"### `{name}`\n\n{meaning}\n\n```toml\n{example}\n```"


def _calls(watch: type) -> Iterator[str]:
    yield "| Python | C# | meaning | example |\n|---|---|---|---|"
    for name, method in inspect.getmembers(watch, inspect.isfunction):
        meaning, example = _apart(method)
        if example:
            first = meaning.split("\n\n")[0]
            yield f"| `{name}` | `{in_csharp(name)}` | {first} | `{example}` |"


def in_csharp(name: str) -> str:
    """A call's name as ITrace has it: `open_gate` is `OpenGate`."""
    return "".join(word.capitalize() for word in name.split("_"))


def _apart(function: Callable[..., object]) -> tuple[str, str]:
    """What a docstring says, and its example."""
    meaning, _, example = (inspect.getdoc(function) or "").partition("Example:\n")
    return re.sub(r"\n+Args:.*", "", meaning, flags=re.DOTALL).strip(), inspect.cleandoc("\n" + example)


def _table(heads: Iterable[str], rows: Mapping[str, str]) -> str:
    first, second = heads
    lines = [
        f"| {first} | {second} |",
        "|---|---|",
        *(f"| `{name}` | {said} |" for name, said in rows.items()),
    ]
    return "\n".join(lines)
