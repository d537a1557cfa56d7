"""Hypothesis strategies: values of a contract's parameters, within its limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from hypothesis import strategies as st

from compare.catalogue.contract import Case, Contract
from compare.catalogue.parameters import check_value, values_of
from compare.catalogue.relations import members
from compare.errors import UsageError

SMALL = 10_000  # a range up to this is drawn from as a whole
LONG = 8  # items or characters beyond the least, where a contract allows more

Entry = Mapping[str, Any]
Values = st.SearchStrategy[Any]


class Pick(NamedTuple):
    """Stands for a value that is among another parameter's until those are drawn."""

    among: str
    number: int


def parameters(contract: Contract) -> st.SearchStrategy[dict[str, Any]]:
    """Values of all parameters of a contract that go together.

    Where a range is wide, values beyond twice the default are not drawn: upper limits are there to refuse
    what would never end, not to be run by each test.
    """
    types = contract.parameters
    drawn = st.fixed_dictionaries({name: _any(entry) for name, entry in types.items()})
    settled = drawn.map(lambda some: {name: _settled(types[name], one, some) for name, one in some.items()})
    return settled.filter(partial(_go_together, contract))


def value(entry: Entry) -> Values:
    """Values of a declared type; lists and records at any depth."""
    return _any(entry).map(lambda drawn: check_value(entry, drawn, "a drawn value"))


def _any(entry: Entry) -> Values:
    """The same, with a pick in the place of each value that is bound by an `among`."""
    if "among" in entry and entry["type"] != "list":
        return _pick(entry["among"])
    return _DRAWN[entry["type"]](entry)


def _pick(among: str) -> Values:
    return st.integers(0, 1000).map(partial(Pick, among))


def _settled(entry: Entry, drawn: Any, values: Mapping[str, Any]) -> Any:
    """A drawn value with its picks taken from what was drawn beside them; lists lose those that find nothing."""
    if isinstance(drawn, Pick):
        known = [one for one in members(drawn.among, values) if not isinstance(one, Pick)]
        return known[drawn.number % len(known)] if known else None
    if entry["type"] == "list":
        items = [_settled(entry["items"], item, values) for item in drawn]
        there = [item for item in items if item is not None]
        return list({_key(entry, item): item for item in there}.values()) if entry.get("distinct") else there
    if entry["type"] == "record":
        return {name: _settled(field, drawn[name], values) for name, field in entry["fields"].items()}
    return drawn


def _key(entry: Entry, item: Any) -> str:
    """What no two items of a distinct list share."""
    distinct = entry["distinct"]
    return json.dumps(item[distinct] if isinstance(distinct, str) else item, sort_keys=True)


def _go_together(contract: Contract, values: Mapping[str, Any]) -> bool:
    try:
        values_of(contract, Case("drawn"), values)
    except UsageError:  # a list that became too short, say
        return False
    return True


def _integer(entry: Entry) -> Values:
    least, most = _range(entry, -1_000_000, 1_000_000)
    return st.integers(int(least), int(most))


def _float(entry: Entry) -> Values:
    least, most = _range(entry, -1e6, 1e6)
    return st.floats(least, most, allow_nan=False, allow_infinity=False)


def _range(entry: Entry, least: float, most: float) -> tuple[float, float]:
    least = entry.get("min", min(least, entry.get("max", least)))
    most = entry.get("max", max(most, least))
    default = entry.get("default")
    if default is not None and most - least > SMALL:
        most = min(most, max(default, 2 * default, least + SMALL))
    return least, most


def _string(entry: Entry) -> Values:
    if "choices" in entry:
        return st.sampled_from(entry["choices"])
    least, most = _lengths(entry)
    if "pattern" in entry:
        texts = st.from_regex(entry["pattern"], fullmatch=True)
        return texts.filter(lambda text: least <= len(text) <= entry.get("max_length", len(text)))
    # Neither lone surrogates nor control characters: a command line could not carry them.
    return st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=least, max_size=most)


def _list(entry: Entry) -> Values:
    least, most = _lengths(entry)
    items = _pick(entry["among"]) if "among" in entry else _any(entry["items"])
    once = partial(_key, entry) if entry.get("distinct") and "among" not in entry else None
    return st.lists(items, min_size=least, max_size=most, unique_by=once)


def _record(entry: Entry) -> Values:
    return st.fixed_dictionaries({name: _any(field) for name, field in entry["fields"].items()})


def _lengths(entry: Entry) -> tuple[int, int]:
    least = entry.get("min_length", 0)
    return least, min(entry.get("max_length", least + LONG), max(least + LONG, len(entry.get("default", ()))))


_DRAWN = {
    "integer": _integer,
    "float": _float,
    "boolean": lambda entry: st.booleans(),
    "string": _string,
    "list": _list,
    "record": _record,
}
