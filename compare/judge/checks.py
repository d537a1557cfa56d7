"""The checks that a contract may make on a trace: a closed set.

None of them reads a duration: a loaded machine can delay what they prove, never falsify it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from compare.judge.values import canonical, expected, is_number, same, shown

Event = Mapping[str, Any]


class CheckError(ValueError):
    """The contract's check makes no sense with these parameters or this trace."""


@dataclass(frozen=True)
class Look:
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
        """A limit: a number, the parameter that holds one, or a list parameter's length."""
        if key not in self.entry:
            return None
        limit = self.entry[key]
        if isinstance(limit, str):
            limit = self.parameters.get(limit)
            limit = len(limit) if isinstance(limit, list) else limit
        if not is_number(limit):
            raise CheckError(f"{key} = {self.entry[key]!r} is no number and no parameter that holds one")
        return limit

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


# Each check gives what is wrong, or an empty string.


def _peak(look: Look) -> str:
    open_now = most = begun = 0
    for event in look.trace:
        if event["name"] == look.name and event["kind"] != "event":
            open_now += 1 if event["kind"] == "begin" else -1
            begun += event["kind"] == "begin"
            most = max(most, open_now)
    if not begun and not look.allows_none():
        return f"no span {look.name} began"
    return look.within(most, f"spans {look.name} open at once")


def _count(look: Look) -> str:
    filters = {key: look.entry[key] for key in ("item", "value") if key in look.entry}
    seen = [
        event
        for event in look.happened(look.name)
        if all(same(event.get(key), expected(wanted)) for key, wanted in filters.items())
    ]
    with_filters = "".join(f" with {key} {shown(wanted)}" for key, wanted in filters.items())
    return look.within(len(seen), f"{look.name}{with_filters}")


def _workers(look: Look) -> str:
    of = look.entry.get("of", "thread")
    seen = {_worker(event, of) for event in look.happened(look.name)}
    if not seen and not look.allows_none():
        return f"{look.name} never happened"
    return look.within(len(seen), f"{'processes' if of == 'process' else 'threads'} that ran {look.name}")


def _overlap(look: Look) -> str:
    of = look.entry.get("of", "any")
    open_spans: dict[tuple[Any, Any], Any] = {}
    begun = 0
    for event in look.trace:
        if event["name"] != look.name or event["kind"] == "event":
            continue
        key = (event["pid"], event.get("span"))
        if event["kind"] == "end":
            open_spans.pop(key, None)
            continue
        worker = key if of == "any" else _worker(event, of)
        if any(other != worker for other in open_spans.values()):
            return ""
        open_spans[key] = worker
        begun += 1
    where = {"process": " on two processes", "thread": " on two threads"}.get(of, "")
    return f"no two spans {look.name} overlapped{where}, {begun} began"


def _order(look: Look) -> str:
    items = [event.get("item") for event in look.happened(look.name)]
    if "equals" in look.entry:
        wanted = look.entry["equals"]
        wanted = look.parameters.get(wanted) if isinstance(wanted, str) else expected(wanted)
        if not isinstance(wanted, list):
            raise CheckError(f"equals = {look.entry['equals']!r} is no list and no parameter that holds one")
        if same(items, wanted):
            return ""
        return f"{look.name} came in the order {shown(items)}, expected {shown(wanted)}"
    if look.entry.get("by") != "input":
        raise CheckError('it says neither equals nor by = "input"')
    if not items:
        return f"{look.name} never happened"
    if not (all(map(is_number, items)) or all(isinstance(item, str) for item in items)):
        raise CheckError(f"the items {shown(items)} have no common order")
    rising = all(one <= other for one, other in pairwise(items))
    return "" if rising else f"{look.name} came in the order {shown(items)}, not by input"


def _before(look: Look) -> str:
    first, then = look.name, str(look.entry.get("then", ""))
    if look.entry.get("per_item"):
        befores, thens = look.places_by_item(first), look.places_by_item(then)
        if not befores:
            return f"{first} never happened"
        pairs = [(f" of item {item}", places, thens.get(item, [])) for item, places in befores.items()]
    else:
        pairs = [("", look.places(first), look.places(then))]
    for of_item, before, after in pairs:
        if not before or not after:
            return f"{then if before else first}{of_item} never happened"
        if before[-1] > after[0]:
            late = sum(place > after[0] for place in before)
            return f"{late} of {len(before)} {first}{of_item} came after the first {then}"
    return ""


def _count_after(look: Look) -> str:
    after = str(look.entry.get("after", ""))
    places = look.places(after)
    if not places:
        return f"{after} never happened"
    seen = sum(place > places[0] for place in look.places(look.name))
    return look.within(seen, f"{look.name} after the first {after}")


def _each(look: Look) -> str:
    first, then = look.name, str(look.entry.get("then", ""))
    befores, thens = look.places_by_item(first), look.places_by_item(then)
    if not befores:
        return f"{first} never happened"
    lacking = [item for item, places in befores.items() if thens.get(item, [-1])[-1] < places[-1]]
    if not lacking:
        return ""
    named = ", ".join(lacking[:8])
    return f"{len(lacking)} of {len(befores)} items of {first} had no {then} after it: {named}"


def _worker(event: Event, of: str) -> Any:
    return event["pid"] if of == "process" else (event["pid"], event["thread"])


CHECKS: Mapping[str, Callable[[Look], str]] = {
    "peak": _peak,
    "count": _count,
    "workers": _workers,
    "overlap": _overlap,
    "order": _order,
    "before": _before,
    "count_after": _count_after,
    "each": _each,
}
