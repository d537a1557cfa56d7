"""What a contract's file spells shorter is written out at one place."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from compare.catalogue.loading import load_catalogue
from compare.catalogue.shorthand import written_out
from tests import sample

SHORT = """\
timed = false
timed_because = "it waits"
[variants]
plain = { says = "for" }
by-two = { says = "range", timed = true }
[cases]
default = {}
two = { set = { n = 2 } }
[outputs.sum]
help = "all"
[outputs.order]
mode = "unordered"
[behaviour.met]
says = "they met"
"""


def test_tables_by_name_are_lists_of_entries_in_their_order() -> None:
    """Each has its name; what is said of all variants is said of each that does not say otherwise."""
    assert written_out(tomllib.loads(SHORT)) == {
        "variants": [
            {"name": "plain", "says": "for", "timed": False, "timed_because": "it waits"},
            {"name": "by-two", "says": "range", "timed": True, "timed_because": "it waits"},
        ],
        "cases": [{"id": "default"}, {"id": "two", "set": {"n": 2}}],
        "outputs": {"sum": {"mode": "equal", "help": "all"}, "order": {"mode": "unordered"}},
        "behaviour": [{"id": "met", "says": "they met"}],
    }


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        ({}, {}),
        ({"variants": 3}, {"variants": 3}),
        ({"outputs": [1]}, {"outputs": [1]}),
        ({"cases": {"default": 3}}, {"cases": [3]}),
    ],
)
def test_what_is_no_table_is_left_to_the_schema(data, whole) -> None:
    """Which says what it must be."""
    assert written_out(data) == whole


def test_faults_in_tables_by_name_have_their_lines(tmp_path: Path) -> None:
    """Those in the lines of entries, and those of what is lacking in one."""
    text = sample.TOML.replace('[[variants]]\nname = "plain"\n', "[variants.plain]\n").replace(
        '[[variants]]\nname = "by-two"\nsays = "range / for"\n', "[variants.by-two]\n"
    )
    sample.write(tmp_path, text)
    (broken,) = load_catalogue([tmp_path]).broken
    line = text.splitlines().index("[variants.by-two]") + 1
    assert broken.faults == (f"line {line}, variants.by-two: lacks the key says",)
