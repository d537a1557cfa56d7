"""Who ran when: a trace as a timeline of text, for `invoke run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compare.report.console import Ink, pad
from compare.report.english import counted
from compare.report.units import duration, milliseconds
from compare.text import cut

if TYPE_CHECKING:
    from rich.console import Console

MOST_BARS = 24  # more are drawn as a row a worker
MOST_EVENTS = 60
LONGEST_LABEL = 28
LEAST_BAR = 16

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """A span: who was in it, from when to when; `end` is None where it was never closed."""

    label: str
    worker: str
    begin: int
    end: int | None


@dataclass(frozen=True)
class Instant:
    """An event: what happened, where and when."""

    label: str
    worker: str
    time: int


def timeline(events: Sequence[Event], console: Console, axis_ns: int = 0) -> None:
    """Print a trace: a row with a bar for each span, or a row a worker where they are many; then the instant events.

    Args:
        events: a trial's trace, in any order.
        console: where to; the bars take what its width leaves.
        axis_ns: how long the axis is at least, so that several traces are drawn on one scale.
    """
    ink = Ink(console)
    if not events:
        ink.say(("The trace is empty.", "dim"))
        return
    trace = sorted(events, key=lambda event: event["t"])
    start, last = trace[0]["t"], trace[-1]["t"]
    end = max(last, start + axis_ns)
    workers = _workers(trace)
    ink.heading(f"Who ran when: {counted(len(workers), 'worker')}, {duration(last - start)} (times in ms)")
    bars = spans(trace, workers)
    if len(bars) > MOST_BARS:
        _print_rows(bars, start, end, ink)
    elif bars:
        _print_bars(bars, start, end, ink)
    happened = instants(trace, workers)
    if happened:
        _print_instants(happened[:MOST_EVENTS], start, end, ink)
        _rest(len(happened) - MOST_EVENTS, "event", ink)
    _print_workers(workers, ink)


def length_ns(events: Sequence[Event]) -> int:
    """How long a trace lasts."""
    times = [event["t"] for event in events]
    return max(times) - min(times) if times else 0


def spans(trace: Sequence[Event], workers: Mapping[tuple[int, int], str]) -> list[Bar]:
    """A sorted trace's spans, by their beginnings."""
    ends = {(event["pid"], event.get("span")): event["t"] for event in trace if event["kind"] == "end"}
    return [
        Bar(_label(event), workers[_worker(event)], event["t"], ends.get((event["pid"], event.get("span"))))
        for event in trace
        if event["kind"] == "begin"
    ]


def instants(trace: Sequence[Event], workers: Mapping[tuple[int, int], str]) -> list[Instant]:
    """A sorted trace's events that are no spans."""
    events = [event for event in trace if event["kind"] == "event"]
    return [Instant(_label(event), workers[_worker(event)], event["t"]) for event in events]


def _worker(event: Event) -> tuple[int, int]:
    return (event["pid"], event["thread"])


def _workers(trace: Sequence[Event]) -> dict[tuple[int, int], str]:
    """Short names for processes and threads, in the order in which they first appear: P1, P1.2, P2."""
    threads: dict[int, list[int]] = {}
    for event in trace:
        known = threads.setdefault(event["pid"], [])
        if event["thread"] not in known:
            known.append(event["thread"])
    return {
        (pid, thread): f"P{number}" if place == 1 else f"P{number}.{place}"
        for number, (pid, known) in enumerate(threads.items(), start=1)
        for place, thread in enumerate(known, start=1)
    }


def _label(event: Event) -> str:
    item = f" {event['item']}" if event.get("item") is not None else ""
    value = f" = {event['value']}" if event.get("value") is not None else ""
    return f"{event['name']}{item}{value}"


# Printing.


def _print_bars(bars: Sequence[Bar], start: int, end: int, ink: Ink) -> None:
    labels = [ink.plain(cut(ink.plain(bar.label), LONGEST_LABEL)) for bar in bars]
    names, workers = max(map(len, labels)), max(len(bar.worker) for bar in bars)
    times = [_from_to(bar, start, end) for bar in bars]
    room = ink.width - names - workers - max(map(len, times)) - 6
    for bar, label, time in zip(bars, labels, times, strict=True):
        if room < LEAST_BAR:
            ink.say(label, f"  {bar.worker}  {time}")
            continue
        before, length = _place(bar, start, end, room)
        drawn = ("━" * length, "green") if bar.end is not None else ("━" * (length - 1) + ">", "red")
        after = " " * (room - before - length) + "  " + time.rjust(max(map(len, times)))
        ink.say(f"{pad(label, names)}  {bar.worker:{workers}}  {' ' * before}", drawn, after, hang=0)


def _print_rows(bars: Sequence[Bar], start: int, end: int, ink: Ink) -> None:
    """A row a worker: where it was in a span, and in how many."""
    by_worker: dict[str, list[Bar]] = {}
    for bar in bars:
        by_worker.setdefault(bar.worker, []).append(bar)
    names = max(map(len, by_worker))
    counts = {worker: counted(len(own), "span") for worker, own in by_worker.items()}
    room = max(LEAST_BAR, ink.width - names - max(map(len, counts.values())) - 6)
    for worker, own in by_worker.items():
        cells = [" "] * room
        for bar in own:
            first, length = _place(bar, start, end, room)
            cells[first : first + length] = "━" * length
        ink.say(f"{worker:{names}}  ", ("".join(cells), "green"), f"  {counts[worker]}", hang=0)


def _from_to(bar: Bar, start: int, end: int) -> str:
    last = milliseconds(bar.end - start, end - start) if bar.end is not None else "not ended"
    return f"{milliseconds(bar.begin - start, end - start)}–{last}"


def _place(bar: Bar, start: int, end: int, room: int) -> tuple[int, int]:
    """Where a bar begins among so many columns, and its length: at least one."""
    whole = max(1, end - start)
    first = min(room - 1, (bar.begin - start) * room // whole)
    last = room if bar.end is None else max(first + 1, -((start - bar.end) * room // whole))
    return first, min(last, room) - first


def _print_instants(happened: Sequence[Instant], start: int, end: int, ink: Ink) -> None:
    ink.heading("Events (ms)")
    times = [milliseconds(one.time - start, end - start) for one in happened]
    longest, workers = max(map(len, times)), max(len(one.worker) for one in happened)
    for one, time in zip(happened, times, strict=True):
        ink.say((time.rjust(longest), "dim"), f"  {one.worker:{workers}}  ", one.label, indent=2)


def _rest(number: int, noun: str, ink: Ink) -> None:
    if number > 0:
        ink.say((f"… and {counted(number, f'more {noun}')}", "dim"), indent=2)


def _print_workers(workers: Mapping[tuple[int, int], str], ink: Ink) -> None:
    told = "; ".join(f"{name} = process {pid}, thread {thread}" for (pid, thread), name in workers.items())
    ink.console.print()
    ink.say((cut(told, 600), "dim"))
