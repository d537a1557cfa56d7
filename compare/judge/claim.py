"""One check on one trace: what it is about, and its limits."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compare.record.values import canonical, is_number

Event = Mapping[str, Any]


class CheckError(ValueError):
    """The contract's check makes no sense with these parameters or this trace."""


@dataclass(frozen=True)
class Claim:
    """One check on one trace."""

    entry: Mapping[str, Any]
    trace: Sequence[Event]  # by time; events of one instant in the order in which they came in
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the spans or events that the check is about."""
        return str(self.entry.get("span") or self.entry.get("name") or "")

    def happened(self, name: str) -> list[Event]:
        """The instants and the beginnings of spans of a name."""
        return [self.trace[place] for place in self.places(name)]

    def places(self, name: str) -> list[int]:
        """Where in the trace they stand."""
        events = enumerate(self.trace)
        return [place for place, event in events if event["name"] == name and event["kind"] != "end"]

    def places_by_item(self, name: str) -> dict[str, list[int]]:
        """Where in the trace they stand, by their item's JSON."""
        places: dict[str, list[int]] = {}
        for place in self.places(name):
            places.setdefault(canonical(self.trace[place].get("item")), []).append(place)
        return places

    def number(self, key: str) -> float | None:
        """A limit: a number, the parameter that holds one, a list parameter's length; of several the smallest."""
        if key not in self.entry:
            return None
        limit = self.entry[key]
        return min(self._one(key, part) for part in (limit if isinstance(limit, list) else [limit]))

    def _one(self, key: str, limit: Any) -> float:
        value = self.parameters.get(limit) if isinstance(limit, str) else limit
        value = len(value) if isinstance(value, list) else value
        if not is_number(value):
            raise CheckError(f"{key} = {limit!r} is no number and no parameter that holds one")
        return value

    def within(self, seen: int, what: str) -> str:
        """What is wrong with a count by `equals`, `at_least` and `at_most`, or nothing."""
        limits = {key: self.number(key) for key in _LIMITS}
        given = {key: limit for key, limit in limits.items() if limit is not None}
        if not given:
            raise CheckError("it says none of equals, at_least and at_most")
        if all(_LIMITS[key][1](seen, limit) for key, limit in given.items()):
            return ""
        words = " and ".join(f"{_LIMITS[key][0]} {limit}" for key, limit in given.items())
        return f"{what}: expected {words}, saw {seen}"

    def allows_none(self) -> bool:
        """Whether the check's limits say that nothing at all is right."""
        return 0 in (self.number("equals"), self.number("at_most"))


_LIMITS = {
    "equals": ("exactly", operator.eq),
    "at_least": ("at least", operator.ge),
    "at_most": ("at most", operator.le),
}
