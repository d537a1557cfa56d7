"""Values of parameters: what a contract allows, and what a user sets."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from compare.catalogue.contract import Case, Contract
from compare.catalogue.relations import strangers
from compare.errors import UsageError, nearest
from compare.record.nouns import LARGEST_EXACT

Entry = Mapping[str, Any]
_SURROGATE = re.compile("[\ud800-\udfff]")


def check(contract: Contract, name: str, value: Any) -> Any:
    """A value as a pair's parameter takes it.

    Args:
        contract: the pair's contract.
        name: the parameter.
        value: what the contract, a test or a user gives for it.

    Returns:
        a copy of the value; an integer given for a float has become one.

    Raises:
        UsageError: an unknown parameter, with the nearest; or a wrong type or limit, with its place.
    """
    if name not in contract.parameters:
        known = contract.parameters
        hint = nearest(name, known) if known else " It has none."
        raise UsageError(f"{contract.id} has no parameter {name!r}.{hint}")
    return check_value(contract.parameters[name], value, f"{contract.id}.{name}")


def values_of(contract: Contract, case: Case, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a case: defaults, then what the case sets, then what the user does.

    Raises:
        UsageError: an unknown parameter, a value out of its limits, or values that do not go together.
    """
    given = {name: entry["default"] for name, entry in contract.parameters.items()}
    given |= dict(case.set) | dict(overrides)
    values = {name: check(contract, name, value) for name, value in given.items()}
    for one in strangers(contract.parameters, values):
        known = ", ".join(map(told, one.known)) or "empty"
        of_case = f" in case {case.id}" if len(contract.cases) > 1 else ""
        raise UsageError(
            f"{contract.id}.{one.where}{of_case} must be one of {one.among} ({known}), not {told(one.value)}."
        )
    return values


def parse_setting(text: str) -> tuple[str, str, Any]:
    """`pair.parameter=VALUE` with a TOML literal, taken apart.

    Raises:
        UsageError: not of this form, or the value is no TOML.
    """
    name, equals, literal = text.partition("=")
    pair, dot, parameter = name.strip().partition(".")
    if not (equals and dot and pair and parameter):
        raise UsageError(f"--set {text}: write PAIR.PARAMETER=VALUE, such as parallel-sum.n=1000.")
    try:
        data = tomllib.loads(f"value = {literal}")
    except (ValueError, RecursionError):
        data = {}
    if set(data) != {"value"}:
        quoted = json.dumps(literal.strip(), ensure_ascii=False)
        raise UsageError(
            f"--set {text}: {literal.strip() or 'nothing'} is no TOML value; "
            f"a text stands in quotes: --set '{pair}.{parameter}={quoted}'."
        )
    return pair, parameter, data["value"]


def check_value(entry: Entry, value: Any, where: str) -> Any:
    """A value of a declared type; lists and records at any depth.

    Args:
        entry: what a contract says of the value: its type and limits.
        value: the value.
        where: how messages name it.

    Raises:
        UsageError: a wrong type, or a value out of its limits, with its place.
    """
    kind = entry["type"]
    if not _FITS[kind](value):
        raise UsageError(f"{where} must be {_NAMES[kind]}, not {told(value)}.")
    if kind == "list":
        return _list(entry, value, where)
    if kind == "record":
        return _record(entry, value, where)
    if kind == "string":
        return _string(entry, value, where)
    return value if kind == "boolean" else _number(entry, value, where)


def _number(entry: Entry, value: Any, where: str) -> Any:
    unit = f" {entry['unit']}" if "unit" in entry else ""
    low, high = entry.get("min", -LARGEST_EXACT), entry.get("max", LARGEST_EXACT)
    if entry["type"] == "float":
        low, high = entry.get("min", -math.inf), entry.get("max", math.inf)
    if value < low:
        raise UsageError(f"{where} must be at least {low}{unit}, not {told(value)}.")
    if value > high:
        raise UsageError(f"{where} must be at most {high}{unit}, not {told(value)}.")
    return float(value) if entry["type"] == "float" else value


def _string(entry: Entry, value: str, where: str) -> str:
    choices = entry.get("choices")
    if choices and value not in choices:
        raise UsageError(f"{where} has no choice {told(value)}.{nearest(value, choices)}")
    _length(entry, value, where, "characters")
    pattern = entry.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        raise UsageError(f"{where} must look like {pattern}, not {told(value)}.")
    return value


def _list(entry: Entry, value: list[Any], where: str) -> list[Any]:
    _length(entry, value, where, "items")
    items = [check_value(entry["items"], item, f"{where}[{place}]") for place, item in enumerate(value)]
    if distinct := entry.get("distinct"):
        seen: set[str] = set()
        for item in items:
            part = item[distinct] if isinstance(distinct, str) else item
            text = json.dumps(part, sort_keys=True)
            if text in seen:
                what = f"items with distinct {distinct}" if isinstance(distinct, str) else "distinct items"
                raise UsageError(f"{where} must hold {what}; {told(part)} stands twice.")
            seen.add(text)
    return items


def _record(entry: Entry, value: Mapping[str, Any], where: str) -> dict[str, Any]:
    fields = entry["fields"]
    for name in value:
        if name not in fields:
            raise UsageError(f"{where} has no field {name!r}.{nearest(name, fields)}")
    for name in fields:
        if name not in value:
            raise UsageError(f"{where} lacks the field {name}.")
    return {name: check_value(field, value[name], f"{where}.{name}") for name, field in fields.items()}


def _length(entry: Entry, value: Any, where: str, what: str) -> None:
    least, most = entry.get("min_length", 0), entry.get("max_length", math.inf)
    if len(value) < least:
        raise UsageError(f"{where} must have at least {least} {what}, not {len(value)}.")
    if len(value) > most:
        raise UsageError(f"{where} must have at most {most} {what}, not {len(value)}.")


def told(value: Any) -> str:
    """A value in a message, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    exact = _is_integer(value) and abs(value) <= LARGEST_EXACT
    return exact or (isinstance(value, float) and math.isfinite(value))


def _is_text(value: Any) -> bool:
    # Bytes of a command line that are no UTF-8 come as lone surrogates; no record could hold them.
    return isinstance(value, str) and not _SURROGATE.search(value)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "integer": _is_integer,
    "float": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "string": _is_text,
    "list": lambda value: isinstance(value, list),
    "record": lambda value: isinstance(value, Mapping),
}
_NAMES = {
    "integer": "a whole number",
    "float": "a finite number",
    "boolean": "true or false",
    "string": "a text",
    "list": "a list",
    "record": "a record",
}
