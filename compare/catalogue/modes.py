"""The modes by which values of an output are compared: a closed set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from compare.catalogue.expectations import BOUNDS
from compare.record.values import CATEGORIES, canonical, is_number, same, shown

MODES: Mapping[str, str] = {
    "equal": "the same JSON; numbers within `tolerance`, where one is given",
    "unordered": "lists with the same items, in any order",
    "set": "lists with the same items, in any order and however often",
    "error": "the same category of error (see below), or null for none",
    "between": 'a number within bounds: `{ low = 1, high = "workers" }`; a bound is a number, a parameter or an output',
    "shown": "told in the report and not compared",
}
EXPECTING = tuple(mode for mode in MODES if mode != "shown")

Field = Mapping[str, Any]  # what a contract says of an output field
Known = Mapping[str, Any]  # parameters and outputs by name, for bounds


def unfit(mode: str, value: Any) -> str:
    """Why a value cannot be compared by a mode, or nothing."""
    if mode in ("unordered", "set") and not isinstance(value, list):
        return "is not a list"
    if mode == "between" and not is_number(value):
        return "is not a number"
    if mode == "error":
        for error in value if isinstance(value, list) else [value]:
            if error is not None and not (isinstance(error, str) and error in CATEGORIES):
                return f"is not an error category ({shown(error)})"
    return ""


def unfit_expected(mode: str, wanted: Any) -> str:
    """Why what a contract expects makes no sense for a mode, or nothing."""
    if mode != "between":
        return unfit(mode, wanted)
    if not (isinstance(wanted, Mapping) and wanted and wanted.keys() <= set(BOUNDS)):
        return "is not { low = …, high = … } or one of the two"
    for bound in wanted.values():
        if not (is_number(bound) or isinstance(bound, str)):
            return f"has a bound that is neither a number nor a name ({shown(bound)})"
    return ""


def alike(field: Field, one: Any, other: Any) -> bool:
    """Whether two values are the same by a field's mode; values that do not fit the mode are not."""
    mode = field["mode"]
    if unfit(mode, one) or unfit(mode, other):
        return False
    if mode == "unordered":
        return sorted(map(canonical, one)) == sorted(map(canonical, other))
    if mode == "set":
        return set(map(canonical, one)) == set(map(canonical, other))
    return same(one, other, field.get("tolerance", 0.0))


def complaint(field: Field, value: Any, wanted: Any, known: Known) -> str:
    """What is wrong with a value, or nothing.

    Args:
        field: the output's entry in the contract.
        value: what a row said.
        wanted: what is expected of it, null as None.
        known: the row's parameters and outputs, for bounds that name one.
    """
    mode = field["mode"]
    if fault := unfit(mode, value):
        return f"which {fault}"
    if fault := unfit_expected(mode, wanted):
        return f"but what the contract expects, {shown(wanted)}, {fault}"
    if mode == "between":
        return _outside(value, wanted, known)
    return "" if alike(field, value, wanted) else f"expected {shown(wanted)}"


def _outside(value: float, bounds: Mapping[str, Any], known: Known) -> str:
    for side in BOUNDS:
        if side not in bounds:
            continue
        name = bounds[side]
        bound = _number(known.get(name)) if isinstance(name, str) else name
        if bound is None:
            return f"and its bound {name!r} is no number"
        if _BEYOND[side](value, bound):
            origin = f" ({name})" if isinstance(name, str) else ""
            return f"expected {_WORDS[side]} {shown(bound)}{origin}"
    return ""


def _number(value: Any) -> float | None:
    value = len(value) if isinstance(value, list) else value
    return value if is_number(value) else None


_WORDS = {"low": "at least", "high": "at most"}
_BEYOND: Mapping[str, Callable[[float, float], bool]] = {
    "low": lambda value, bound: value < bound,
    "high": lambda value, bound: value > bound,
}
