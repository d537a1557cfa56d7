"""Where in a TOML text a fault stands, and how it is told."""

from __future__ import annotations

import tomllib

import pytest

from compare.catalogue.flaws import Flaw, line_of, lines_of, named, told_all

TEXT = """\
title = "A"
prose = '''
title = "no key"
[no.table]
'''

[outputs.sum]
mode = "equal"

[outputs.sum.expect]
"*/a b" = 1
plain . dotted = 2

[[variants]]
name = "one"
[variants.more]
deep = true

[[variants]]
says = "nothing"
list = [
  { name = "x" },
]
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 1),
        (("prose",), 2),
        (("outputs", "sum"), 7),
        (("outputs", "sum", "mode"), 8),
        (("outputs", "sum", "expect", "*/a b"), 11),
        (("outputs", "sum", "expect", "plain", "dotted"), 12),
        (("variants", 0, "more", "deep"), 17),
        (("variants", 1, "says"), 20),
        (("variants", 1, "list", 0, "name"), 21),
        (("variants",), 14),
        (("outputs",), 7),
        (("outputs", "sum", "lacking"), 7),
        (("nothing",), 0),
        ((), 0),
    ],
)
def test_every_key_has_its_line(place, line) -> None:
    """Else the nearest thing around it, or the first in it."""
    assert line_of(place, lines_of(TEXT)) == line


def test_entries_of_lists_are_named() -> None:
    """By name, id, field or fault; only what has none by its number."""
    data = tomllib.loads(TEXT)
    assert named(("variants", 0, "more"), data) == "variants.one.more"
    assert named(("variants", 1, "says"), data) == "variants.number 2.says"
    assert named(("variants", 7), data) == "variants.number 8"
    assert named((), data) == ""


def test_flaws_are_told_by_line_and_once() -> None:
    """In the order of the file, whatever found them first."""
    flaws = [Flaw(("variants", 0), "b."), Flaw(("title",), "a"), Flaw(("variants", 0), "b"), Flaw((), "c")]
    assert told_all(flaws, tomllib.loads(TEXT), TEXT) == (
        "the top level: c",
        "line 1, title: a",
        "line 14, variants.one: b",
    )
