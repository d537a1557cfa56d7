"""A worker's answers: read strictly, and what is wrong with one. An example may have written anything into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any

from compare.lanes.lane import Outcome
from compare.record.nouns import sound

KINDS = ("event", "begin", "end")
NUMBERS, OPTIONAL = ("t", "pid", "thread"), ("span", "item", "value")
KEYS = frozenset((*NUMBERS, "name", "kind", *OPTIONAL))
TRIAL = frozenset(("ok", "outputs", "elapsed_ns", "repeat", "cpu_ns", "trace", "late", "held_ns", "began_ns"))
LONGEST_DETAIL = 8000  # characters of what an example may have said


class BadReply(Exception):
    """The answer is not one of the protocol."""


def parsed(line: bytes) -> dict[str, Any]:
    """One line of a worker's as a JSON object; NaN, infinities and keys that occur twice are refused.

    Raises:
        BadReply: it is none.
    """
    try:
        reply = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise BadReply(f"nested too deeply: {line[:80]!r}") from None
    except ValueError as error:
        raise BadReply(f"{error}: {line[:80]!r}") from None
    if not isinstance(reply, dict):
        raise BadReply(f"not an object: {line[:80]!r}")
    return reply


def fault_in(operation: str, reply: Mapping[str, Any]) -> str:
    """What is wrong with the answer to a request, or nothing.

    Args:
        operation: the request's.
        reply: the answer to it.
    """
    if fault := _trace(reply.get("trace", [])):
        return fault
    if reply.get("ok") is not True:
        error = reply.get("error")
        named = isinstance(error, dict) and all(isinstance(error.get(key), str) for key in ("where", "type"))
        return "" if named else "an answer without ok and without error"
    return _FAULTS.get(operation, lambda _: "")(reply)


def outcome_of(operation: str, reply: Mapping[str, Any], output: Callable[[], str]) -> Outcome:
    """What an answer says of a request, or that it says nothing sound.

    Args:
        operation: the request's.
        reply: the answer to it.
        output: gives the last output of the worker, for the report of a failure.
    """
    if fault := fault_in(operation, reply):
        return Outcome("bad-result", fault, stderr=output())
    if reply["ok"] is True:
        return Outcome("ok", reply=reply)
    error = reply["error"]
    state = "bad-result" if error["where"] in ("output", "protocol") else "exited"
    detail = f"{error['where']} raised {error['type']}: {error.get('message')}"[:LONGEST_DETAIL]
    trace = str(error.get("trace", ""))[-LONGEST_DETAIL:]
    return Outcome(state, detail, reply, stderr=f"{trace}\n{output()}".strip())


def _trial(reply: Mapping[str, Any]) -> str:
    if more := sorted(reply.keys() - TRIAL):
        return f"the answer has a key {more[0][:40]!r}, which none has"
    outputs = reply.get("outputs")
    if not isinstance(outputs, list) or not outputs:
        return "the answer has no outputs"
    if not all(isinstance(one, dict) and one.keys() == {"value", "count"} for one in outputs):
        return "an output is not a value with its count"
    if not all(isinstance(one["value"], dict) and _natural(one["count"], 1) for one in outputs):
        return "an output is not an object, or its count not a positive integer"
    if not sound(outputs):
        return "an output has a number that is not finite or beyond 2**53, or is nested too deeply"
    if not _natural(reply.get("elapsed_ns"), 1) or not _natural(reply.get("repeat"), 1):
        return "its time or its count is not a positive integer"
    if not _natural(reply.get("cpu_ns", 0)) or not _natural(reply.get("late", 0)):
        return "its CPU time or its count of late events is not a natural number"
    if not _natural(reply.get("began_ns", 0)):
        return "its beginning is not a natural number"
    return ""


def _warm(reply: Mapping[str, Any]) -> str:
    figures = [reply.get(key) for key in ("first_ns", "calls", "elapsed_ns")]
    return "" if all(_natural(one) for one in figures) else "its times or its count are not natural numbers"


def _look(reply: Mapping[str, Any]) -> str:
    named = [reply.get("threads"), reply.get("changed", [])]
    good = all(isinstance(some, list) and all(isinstance(one, str) for one in some) for some in named)
    return "" if good else "what it sees is not a list of names"


_FAULTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"trial": _trial, "warm": _warm, "look": _look}


def _trace(events: Any) -> str:
    if not isinstance(events, list):
        return "the trace is not a list"
    for event in events:
        if not isinstance(event, dict) or not event.keys() <= KEYS:
            return "the trace has something that is no event"
        if not all(_natural(event.get(key)) for key in NUMBERS) or not _natural(event.get("span", 0)):
            return "the trace has an event without its time, process, thread or span as a natural number"
        if not isinstance(event.get("name"), str) or event.get("kind") not in KINDS:
            return "the trace has an event without a name or of no kind"
        if not isinstance(event.get("item"), (str, int, NoneType)) or not sound(event.get("item")):
            return "the trace has an item that is neither text nor an exact integer"
        if isinstance(event.get("value"), (dict, list)) or not sound(event.get("value")):
            return "the trace has a value that is no text, flag or finite number"
    return ""


def _natural(value: Any, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1 << 63


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
