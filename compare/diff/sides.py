"""What stands on both sides of a comparison, and what of it can be held against each other: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["same", "new", "missing", "changed"]

# What decides how a pair runs and what is right; prose and an accepted slowdown do not.
RUNS_BY = (
    "schema",
    "parameters",
    "cases",
    "outputs",
    "behaviour",
    "worker",
    "memory",
    "text",
    "lanes",
    "platforms",
)
ROW_RUNS_BY = ("name", "function", "once", "timed", "needs", "counterpart", "lanes")


@dataclass(frozen=True)
class Standing:
    """How a pair, or a variant of it, stands between base and head."""

    status: Status
    why: str = ""


def pair_standing(base: Mapping[str, Any] | None, head: Mapping[str, Any] | None) -> Standing:
    """How a pair stands.

    Args:
        base: the base's contract as data; None where the base has no such pair.
        head: head's.
    """
    if base is None:
        return Standing("new", "the base has no such pair")
    if head is None:
        return Standing("missing", "head has lost this pair")
    different = [key for key in RUNS_BY if base.get(key) != head.get(key)]
    return (
        Standing("changed", f"its contract differs in {' and '.join(different)}")
        if different
        else Standing("same")
    )


def variant_standing(name: str, base: Mapping[str, Any], head: Mapping[str, Any]) -> Standing:
    """How a variant of a pair that both sides have stands."""
    before, now = _variant(base, name), _variant(head, name)
    if before is None:
        return Standing("new", "the base has no such variant")
    if now is None:
        return Standing("missing", "head has lost this variant")
    different = [key for key in ROW_RUNS_BY if before.get(key) != now.get(key)]
    return (
        Standing("changed", f"its variant differs in {' and '.join(different)}")
        if different
        else Standing("same")
    )


def lost(base: Mapping[str, Any], head: Mapping[str, Any]) -> list[Standing]:
    """What of the base's contract head has no longer, whatever else has changed in it."""
    found = []
    for what, key, name in (
        ("variant", "variants", "name"),
        ("case", "cases", "id"),
        ("output", "outputs", ""),
        ("behaviour", "behaviour", "id"),
    ):
        before, now = (_names(contract.get(key, ()), name) for contract in (base, head))
        found += [Standing("missing", f"head has lost its {what} {one}") for one in before if one not in now]
    return found


def _names(entries: Any, key: str) -> list[str]:
    return [entry[key] if key else entry for entry in entries]


def variants(contract: Mapping[str, Any]) -> list[str]:
    """The names of a contract's variants."""
    return [entry["name"] for entry in contract.get("variants", ())]


def _variant(contract: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((entry for entry in contract.get("variants", ()) if entry["name"] == name), None)
