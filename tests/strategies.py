"""Hypothesis strategies: values of a contract's parameters, within its limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from compare.contract import Contract
from compare.parameters import check_value

SMALL = 10_000  # a range up to this is drawn from as a whole
LONG = 8  # items or characters beyond the least, where a contract allows more

Entry = Mapping[str, Any]
Values = st.SearchStrategy[Any]


def parameters(contract: Contract) -> st.SearchStrategy[dict[str, Any]]:
    """Values of all parameters of a contract.

    Where a range is wide, values beyond twice the default are not drawn: upper limits are there to refuse
    what would never end, not to be run by each test.
    """
    return st.fixed_dictionaries({name: value(entry) for name, entry in contract.parameters.items()})


def value(entry: Entry) -> Values:
    """Values of a declared type; lists and records at any depth."""
    return _DRAWN[entry["type"]](entry).map(lambda drawn: check_value(entry, drawn, "a drawn value"))


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
    distinct = (lambda item: json.dumps(item, sort_keys=True)) if entry.get("distinct") else None
    return st.lists(value(entry["items"]), min_size=least, max_size=most, unique_by=distinct)


def _record(entry: Entry) -> Values:
    return st.fixed_dictionaries({name: value(field) for name, field in entry["fields"].items()})


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
