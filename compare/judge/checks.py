"""The checks that a contract may make on a trace: a closed set.

None of them reads a duration: a loaded machine can delay what they prove, never falsify it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from compare.judge.claim import CheckError, Claim, Event
from compare.record.values import expected, is_number, same, shown

# Each check gives what is wrong, or an empty string. Their docstrings are the page REFERENCE.md.


def _peak(claim: Claim) -> str:
    """The most spans of a name that were open at once: proves "at most N" and "N at once".

    Keys: span; equals, at_least or at_most (a number, a parameter, or a list of them: the smallest).

    Example:
        check = "peak"
        span = "job"
        equals = "workers"
    """
    open_now = most = begun = 0
    for event in claim.trace:
        if event["name"] == claim.name and event["kind"] != "event":
            open_now += 1 if event["kind"] == "begin" else -1
            begun += event["kind"] == "begin"
            most = max(most, open_now)
    if not begun and not claim.allows_none():
        return f"no span {claim.name} began"
    return claim.within(most, f"spans {claim.name} open at once")


def _count(claim: Claim) -> str:
    """How many events or spans of a name there were, of an `item` or a `value` where one is given.

    Keys: name; equals, at_least or at_most; item, value.

    Example:
        check = "count"
        name = "done"
        equals = "jobs"
    """
    filters = {key: claim.entry[key] for key in ("item", "value") if key in claim.entry}
    seen = [
        event
        for event in claim.happened(claim.name)
        if all(same(event.get(key), expected(wanted)) for key, wanted in filters.items())
    ]
    with_filters = "".join(f" with {key} {shown(wanted)}" for key, wanted in filters.items())
    return claim.within(len(seen), f"{claim.name}{with_filters}")


def _workers(claim: Claim) -> str:
    """On how many threads (or processes: `of = "process"`) something ran.

    Keys: name; of; equals, at_least or at_most.

    Example:
        check = "workers"
        name = "job"
        of = "process"
        equals = "workers"
    """
    of = claim.entry.get("of", "thread")
    seen = {_worker(event, of) for event in claim.happened(claim.name)}
    if not seen and not claim.allows_none():
        return f"{claim.name} never happened"
    return claim.within(len(seen), f"{'processes' if of == 'process' else 'threads'} that ran {claim.name}")


def _overlap(claim: Claim) -> str:
    """Two spans of a name were open at one time; `of` wants them on two threads or two processes.

    Keys: span; of = "thread" or "process".

    Example:
        check = "overlap"
        span = "increment"
        of = "thread"
    """
    of = claim.entry.get("of", "any")
    open_spans: dict[tuple[Any, Any], Any] = {}
    begun = 0
    for event in claim.trace:
        if event["name"] != claim.name or event["kind"] == "event":
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
    return f"no two spans {claim.name} overlapped{where}, {begun} began"


def _order(claim: Claim) -> str:
    """The items of a name came in this order: a list, a parameter that holds one, or `by = "input"` (rising).

    Keys: name; equals or by.

    Example:
        check = "order"
        name = "received"
        by = "input"
    """
    items = [event.get("item") for event in claim.happened(claim.name)]
    if "equals" in claim.entry:
        wanted = claim.entry["equals"]
        wanted = claim.parameters.get(wanted) if isinstance(wanted, str) else expected(wanted)
        if not isinstance(wanted, list):
            raise CheckError(f"equals = {claim.entry['equals']!r} is no list and no parameter that holds one")
        if same(items, wanted):
            return ""
        return f"{claim.name} came in the order {shown(items)}, expected {shown(wanted)}"
    if claim.entry.get("by") != "input":
        raise CheckError('it says neither equals nor by = "input"')
    if not items:
        return f"{claim.name} never happened"
    if not (all(map(is_number, items)) or all(isinstance(item, str) for item in items)):
        raise CheckError(f"the items {shown(items)} have no common order")
    rising = all(one <= other for one, other in pairwise(items))
    return "" if rising else f"{claim.name} came in the order {shown(items)}, not by input"


def _before(claim: Claim) -> str:
    """All of `name` came before the first of `then`; `per_item` holds that for each item by itself.

    Keys: name, then; per_item.

    Example:
        check = "before"
        name = "done"
        then = "over"
    """
    first, then = claim.name, str(claim.entry.get("then", ""))
    if claim.entry.get("per_item"):
        befores, thens = claim.places_by_item(first), claim.places_by_item(then)
        if not befores:
            return f"{first} never happened"
        pairs = [(f" of item {item}", places, thens.get(item, [])) for item, places in befores.items()]
    else:
        pairs = [("", claim.places(first), claim.places(then))]
    for of_item, before, after in pairs:
        if not before or not after:
            return f"{then if before else first}{of_item} never happened"
        if before[-1] > after[0]:
            late = sum(place > after[0] for place in before)
            return f"{late} of {len(before)} {first}{of_item} came after the first {then}"
    return ""


def _count_after(claim: Claim) -> str:
    """How many of `name` came after the first of `after`: proves "nothing began after the cancel".

    Keys: name, after; equals, at_least or at_most.

    Example:
        check = "count_after"
        name = "job"
        after = "cancelled"
        equals = 0
    """
    after = str(claim.entry.get("after", ""))
    places = claim.places(after)
    if not places:
        return f"{after} never happened"
    seen = sum(place > places[0] for place in claim.places(claim.name))
    return claim.within(seen, f"{claim.name} after the first {after}")


def _each(claim: Claim) -> str:
    """Each item of `name` had a `then` after it: proves "whatever began was cleaned up".

    Keys: name, then.

    Example:
        check = "each"
        name = "opened"
        then = "closed"
    """
    first, then = claim.name, str(claim.entry.get("then", ""))
    befores, thens = claim.places_by_item(first), claim.places_by_item(then)
    if not befores:
        return f"{first} never happened"
    lacking = [item for item, places in befores.items() if thens.get(item, [-1])[-1] < places[-1]]
    if not lacking:
        return ""
    named = ", ".join(lacking[:8])
    return f"{len(lacking)} of {len(befores)} items of {first} had no {then} after it: {named}"


def _once(claim: Claim) -> str:
    """No item of a name came twice.

    Keys: name.

    Example:
        check = "once"
        name = "delivered"
    """
    by_item = claim.places_by_item(claim.name)
    if not by_item:
        return f"{claim.name} never happened"
    again = [f"{item} ({len(places)} times)" for item, places in by_item.items() if len(places) > 1]
    return (
        f"{len(again)} of {len(by_item)} items of {claim.name} came again: {', '.join(again[:8])}"
        if again
        else ""
    )


def _worker(event: Event, of: str) -> Any:
    return event["pid"] if of == "process" else (event["pid"], event["thread"])


CHECKS: Mapping[str, Callable[[Claim], str]] = {
    "peak": _peak,
    "count": _count,
    "workers": _workers,
    "overlap": _overlap,
    "order": _order,
    "before": _before,
    "count_after": _count_after,
    "each": _each,
    "once": _once,
}
