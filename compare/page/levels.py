"""A value that goes up and down in a lane: how full a queue was, what a counter held. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FOUND, LEFT = "found", "left"  # a shared value before a call, and after it
PUT, TAKEN = "put", "taken"  # a message's hand-over, a span; and when it came out


@dataclass(frozen=True)
class Level:
    """Steps of a value: each from its event on."""

    name: str
    steps: tuple[tuple[int, int, int], ...]  # event's place, ns from the start of the axis, value


def level_of(events: Sequence[Mapping[str, Any]], zero: int) -> Level | None:
    """The value that a lane's events tell of; None where they tell of none.

    Args:
        events: in their order.
        zero: where the axis starts, on the trace's clock.
    """
    names = {event["name"] for event in events}
    if LEFT in names and FOUND in names:
        told = [_told(event) for event in events]
        return Level("value", _steps(events, zero, told))
    if PUT in names and TAKEN in names:
        moves = [_moved(event) for event in events]
        depths, depth = [], 0
        for moved in moves:
            depth = max(0, depth + moved)  # a hand-over may be seen to end after the message was taken
            depths.append(depth if moved else None)
        return Level("put, not taken", _steps(events, zero, depths))
    return None


def lost_at(events: Sequence[Mapping[str, Any]]) -> set[int]:
    """The places of events that left a value which another one had left already: one of the two is lost."""
    seen: set[Any] = set()
    lost = set()
    for place, event in enumerate(events):
        if event["name"] == LEFT:
            if event.get("value") in seen:
                lost.add(place)
            seen.add(event.get("value"))
    return lost


def _told(event: Mapping[str, Any]) -> int | None:
    value = event.get("value")
    return value if event["name"] == LEFT and isinstance(value, int) else None


def _moved(event: Mapping[str, Any]) -> int:
    if event["name"] == PUT and event["kind"] == "end":
        return 1
    return -1 if event["name"] == TAKEN else 0


def _steps(
    events: Sequence[Mapping[str, Any]], zero: int, values: Sequence[int | None]
) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (place, event["t"] - zero, value)
        for place, (event, value) in enumerate(zip(events, values, strict=True))
        if value is not None
    )
