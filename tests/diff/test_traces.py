"""The rule's errors on pairs that were really measured, base against base; no clock decides here.

The traces were made by `invoke bench --noise --trace 60 --passes 3 --seed 11 --out tests/diff/traces.json`: each row
of each pass has launches of its own. (At commit 1e61d3b, when the study had fewer rows; numpy's parallel sum was
called steady then, and has been relabelled.) A slowdown is put onto the recorded times here; the study of
`invoke bench --noise` makes real ones.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import permutations
from pathlib import Path

import pytest

from compare.diff.rule import CHANGED, change, decided, together
from compare.record.nouns import Sample

ROWS = json.loads((Path(__file__).parent / "traces.json").read_text(encoding="utf-8"))["rows"]


def seen(samples: list[Sample], slowdown: float = 0.0) -> list[Sample]:
    """A row pair by pair until the rule has decided, head so much slower."""
    some: list[Sample] = []
    for base, head, *places in samples:
        some.append((base, head * (1 + slowdown), *places))
        if decided(some):
            break
    return some


def told(kind: str, slowdown: float = 0.0, word: str = "slower") -> list[bool]:
    """Whether a row of a kind is reported as slower, one pass being its first look and another its second."""
    passes: dict[tuple[str, ...], list[list[Sample]]] = defaultdict(list)
    for row in ROWS:
        if row["kind"] == kind and row["samples"]:
            passes[tuple(row["row"])].append(seen(row["samples"], slowdown))
    return [
        change(first).word == word and together(first, again).word == word
        for looks in passes.values()
        for first, again in permutations(looks, 2)
    ]


def test_there_is_much_to_try_it_on() -> None:
    """Rows of all kinds and both languages, in launches of their own each time."""
    assert {row["kind"] for row in ROWS} == {"steady", "start-up", "contended"}
    assert {row["row"][2] for row in ROWS} == {"python", "dotnet"}
    assert sum(len(row["samples"]) == 60 for row in ROWS) >= 100


def test_no_recorded_row_is_told_to_differ_from_itself() -> None:
    """Not after the second look, and hardly ever after the first."""
    for kind in ("steady", "start-up", "contended"):
        assert not any(told(kind)) and not any(told(kind, word="faster"))
    first = [change(seen(row["samples"])).word for row in ROWS if row["samples"]]
    assert sum(one in CHANGED for one in first) <= len(first) / 100


@pytest.mark.parametrize(
    ("kind", "slowdown", "least"),
    [("steady", 0.05, 0.75), ("steady", 0.10, 0.95), ("start-up", 0.15, 0.90), ("start-up", 0.25, 0.95)],
)
def test_a_slowdown_is_told(kind: str, slowdown: float, least: float) -> None:
    """As often as the goals want, both looks taken together."""
    found = told(kind, slowdown)
    assert sum(found) / len(found) >= least
