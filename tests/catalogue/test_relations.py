"""Relations between parameters: values that are among others', items that differ in a field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from compare.catalogue.contract import Case, Contract
from compare.catalogue.parameters import values_of
from compare.catalogue.relations import bindings, members, target
from compare.errors import UsageError
from tests.sample import TOML, contract
from tests.strategies import parameters

PAGES = """\
[parameters.pages]
type = "list"
default = [{ name = "a", links = [] }]
max_length = 4
distinct = "name"

[parameters.pages.items]
type = "record"

[parameters.pages.items.fields]
name = { type = "string", pattern = "^[a-d]$" }
links = { type = "list", items = { type = "string" }, among = "pages.name", max_length = 3 }

[parameters.fail]
type = "list"
default = []
distinct = true
items = { type = "string" }
among = "pages.name"

[parameters.first]
type = "string"
default = "a"
among = "pages.name"

[parameters.n]"""
CONTRACT: Contract = contract(TOML.replace("[parameters.n]", PAGES))


def page(name: str, *links: str) -> dict[str, Any]:
    """One record."""
    return {"name": name, "links": list(links)}


def test_values_that_go_together_are_taken() -> None:
    """At any depth, and of the parameter itself."""
    given_values = {"pages": [page("a", "b"), page("b", "a", "b")], "fail": ["b"], "first": "b"}
    values = values_of(CONTRACT, CONTRACT.cases[0], given_values)
    assert (values["fail"], values["first"], values["n"]) == (["b"], "b", 4)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fail": ["a", "x"]}, 'my-pair.fail[1] in case default must be one of pages.name ("a"), not "x".'),
        ({"first": "x"}, 'my-pair.first in case default must be one of pages.name ("a"), not "x".'),
        (
            {"pages": [page("a", "z")]},
            'my-pair.pages[0].links[0] in case default must be one of pages.name ("a"), not "z".',
        ),
        ({"pages": []}, 'my-pair.first in case default must be one of pages.name (empty), not "a".'),
        ({"fail": ["a", "a"]}, 'my-pair.fail must hold distinct items; "a" stands twice.'),
        (
            {"pages": [page("a"), page("a", "a")]},
            'my-pair.pages must hold items with distinct name; "a" stands twice.',
        ),
    ],
)
def test_what_breaks_a_relation_is_refused_in_one_sentence(values: dict[str, Any], told: str) -> None:
    """With the value, its place and what would be right."""
    with pytest.raises(UsageError) as refused:
        values_of(CONTRACT, CONTRACT.cases[0], values)
    assert str(refused.value) == told


def test_a_relation_names_a_list_or_a_field_of_its_records() -> None:
    """Nothing else has members."""
    types = CONTRACT.parameters
    assert target("pages", types) == types["pages"]["items"]
    assert target("pages.name", types) == {"type": "string", "pattern": "^[a-d]$"}
    assert target("pages.size", types) is None
    assert target("n", types) is None
    assert target("nothing.name", types) is None
    assert [among for among, _ in bindings(types["pages"])] == ["pages.name"]
    assert members("pages.name", {"pages": [page("a"), page("b")]}) == ("a", "b")


@settings(max_examples=60)
@given(parameters(CONTRACT))
def test_drawn_values_go_together(values: dict[str, Any]) -> None:
    """No random draw is nonsense."""
    assert values_of(CONTRACT, Case("drawn"), values) == values
