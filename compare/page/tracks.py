"""A trace as spans and marks with their places in the order of events, before any drawing. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compare.page.levels import Level, level_of, lost_at

Worker = tuple[int, int]  # process and thread
STEP = "step"  # an event, or a span, that is named by its item alone
# What a mark on a span's row says of how the span ended.
ENDINGS = {"failed": "failed", "raised": "failed", "cancelled": "cancelled"}
WAITS = frozenset(
    {"await", "join", "put", "take", "wait"}
)  # a span whose label begins with such a word waits; any other one works
BRIEF = frozenset(
    {"put", "take"}
)  # of these, which need not wait: where nothing else happens meanwhile, it did not
TOLD = "told"  # the caller has its answer: seen beside whatever still runs
NEAR = 2  # so many events after a span's end such a mark still speaks of it


@dataclass(frozen=True)
class Stretch:
    """A span: from which event to which, by whom, and how it ended."""

    label: str
    item: Any
    worker: int
    first: int  # the place of its beginning in the order of events
    last: int | None  # of its end; None where it was never closed
    begin: int  # ns from the start of the axis
    end: int | None
    ending: str = ""  # failed | cancelled | open; empty where it just ended
    passed: bool = True  # whether anything of another item happened meanwhile

    @property
    def waits(self) -> bool:
        """Whether it is a time of waiting rather than of work, which its name says."""
        word = self.label.partition(" ")[0]
        return word in WAITS and (self.passed or word not in BRIEF)


@dataclass(frozen=True)
class Mark:
    """An event that is no span."""

    name: str
    label: str
    item: Any
    worker: int
    place: int
    at: int  # ns from the start of the axis
    owner: int | None = None  # the span that it speaks of, by its number
    value: str = ""
    lost: bool = False  # whether what it tells of was overwritten, or overwrote

    @property
    def bare(self) -> bool:
        """Whether it concerns no job in particular, or the caller, so that it may cross all rows."""
        return self.name == TOLD or (self.item is None and self.label == self.name)


@dataclass(frozen=True)
class Track:
    """What one lane's trial did."""

    lane: str
    length: int  # ns
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    workers: tuple[str, ...]  # their names, in the order of their first event
    order: tuple[int, ...]  # each event's worker
    level: Level | None = None  # a value that goes up and down
    note: str = ""  # said beside the lane's name

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.order)


def track_of(lane: str, trace: Sequence[Mapping[str, Any]], began_ns: int = 0, note: str = "") -> Track:
    """A lane's trace, put in order.

    Args:
        lane: its name.
        trace: the trial's events, in any order; those of equal times keep theirs.
        began_ns: when the call began, on the trace's clock; 0 where that is not known: the first event then.
        note: what is said beside the lane's name.
    """
    events = in_order(trace)
    zero = start_of(events, began_ns)
    workers = {worker: number for number, worker in enumerate(dict.fromkeys(map(_worker, events)))}
    closed, alone = _matched(events)
    lost = lost_at(events)
    stretches, marks = [], []
    latest: dict[Any, int] = {}  # the span that began last, by its item
    for place, event in enumerate(events):
        common = (event.get("item"), workers[_worker(event)])
        at = event["t"] - zero
        if event["kind"] == "begin":
            last = closed.get(place)
            end = events[last]["t"] - zero if last is not None else None
            latest[common[0]] = len(stretches)
            ending = "" if last is not None else "open"
            passed = any(one.get("item") != common[0] for one in events[place + 1 : last])
            stretches.append(Stretch(label_of(event), *common, place, last, at, end, ending, passed))
        elif event["kind"] == "event" or place in alone:
            told = "end of " * (event["kind"] == "end") + label_of(event)
            owner = latest.get(common[0]) if common[0] is not None else None
            marks.append(Mark(event["name"], told, *common, place, at, owner, _said(event), place in lost))
            if owner is not None and event["name"] in ENDINGS and _near(stretches[owner], place):
                stretches[owner] = replace(stretches[owner], ending=ENDINGS[event["name"]])
    length = events[-1]["t"] - zero if events else 0
    order = tuple(workers[_worker(event)] for event in events)
    return Track(
        lane,
        length,
        tuple(_apart(stretches)),
        tuple(marks),
        _names(list(workers)),
        order,
        level_of(events, zero),
        note,
    )


def _apart(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Spans of one label that are open at once, numbered from the second on: each gets a row of its own."""
    ends: dict[str, list[float]] = {}  # of each label's rows: where their last span ended
    for one in stretches:
        rows = ends.setdefault(one.label, [])
        row = next((number for number, end in enumerate(rows) if end < one.first), len(rows))
        rows[row : row + 1] = [math.inf if one.last is None else one.last]
        yield one if row == 0 else replace(one, label=f"{one.label} #{row + 1}")


def in_order(trace: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Events by time; those of equal times as they came."""
    return sorted(trace, key=lambda event: event["t"])


def start_of(events: Sequence[Mapping[str, Any]], began_ns: int) -> int:
    """Where the axis starts: with the call, or with its first event."""
    first = events[0]["t"] if events else began_ns
    return min(began_ns or first, first)


def _matched(events: Sequence[Mapping[str, Any]]) -> tuple[dict[int, int], set[int]]:
    """Each beginning's end, by their places, whichever thread it came from; and the ends without a beginning."""
    closed: dict[int, int] = {}
    opened: dict[tuple[int, Any], list[int]] = {}
    alone = set()
    for place, event in enumerate(events):
        key = (event["pid"], event.get("span"))
        if event["kind"] == "begin":
            opened.setdefault(key, []).append(place)
        elif event["kind"] == "end":
            if opened.get(key):
                closed[opened[key].pop()] = place
            else:
                alone.add(place)
    return closed, alone


def _near(one: Stretch, place: int) -> bool:
    return one.last is not None and place <= one.last + NEAR


def label_of(event: Mapping[str, Any]) -> str:
    """What an event is called: its name, with the job and the value that it tells of."""
    item, value = event.get("item"), event.get("value")
    told = event["name"] if item is None else f"{event['name']} {item}"
    if event["name"] == STEP and item is not None:
        told = str(item)
    return told if value is None else f"{told} = {_plain(value)}"


def _worker(event: Mapping[str, Any]) -> Worker:
    return (event["pid"], event["thread"])


def _names(workers: Sequence[Worker]) -> tuple[str, ...]:
    """thread 1, thread 2; process 1, process 2; where there are several of both, process 1, thread 2."""
    processes = list(dict.fromkeys(pid for pid, _ in workers))
    threads: dict[int, list[int]] = {}
    for pid, thread in workers:
        threads.setdefault(pid, []).append(thread)
    names = []
    for pid, thread in workers:
        process, number = f"process {processes.index(pid) + 1}", threads[pid].index(thread) + 1
        if len(processes) == 1:
            names.append(f"thread {number}")
        else:
            names.append(process if len(threads[pid]) == 1 else f"{process}, thread {number}")
    return tuple(names)


def _said(event: Mapping[str, Any]) -> str:
    return "" if event.get("value") is None else _plain(event["value"])


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
