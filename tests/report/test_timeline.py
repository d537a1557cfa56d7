"""Timelines say who ran when."""

from __future__ import annotations

import re

import pytest

from compare.report.timeline import timeline
from tests.report.samples import EVIL
from tests.report.screens import printed, screen, too_wide

T0 = 10**15


def event(ms: float, name: str, kind: str = "event", pid: int = 7, thread: int = 70, **more: object) -> dict:
    """An event so many milliseconds after the first."""
    return {"t": T0 + int(ms * 1e6), "pid": pid, "thread": thread, "name": name, "kind": kind, **more}


TRACE = [
    event(0, "job", "begin", span=1, item=1),
    event(2, "job", "begin", pid=8, span=1, item=2),
    event(5, "job", "begin", thread=71, span=2, item=3),
    event(6, "cancelled", item=2, value=True),
    event(8, "job", "end", pid=8, span=1),
    event(10, "job", "end", span=1),
]


def text_of(trace: list, width: int = 80, encoding: str = "utf-8") -> str:
    """What `timeline` prints on a screen without colour."""
    console = screen(width, encoding)
    timeline(trace, console)
    return printed(console)


def test_each_span_has_a_bar() -> None:
    """From its beginning to its end, by its worker; equal numbers in two processes are two spans."""
    lines = text_of(TRACE).splitlines()
    assert "Who ran when: 3 workers, 10.0 ms (times in ms)" in lines
    bars = [line for line in lines if line.startswith("job")]
    assert [line.split()[:3] for line in bars] == [
        ["job", "1", "P1"],
        ["job", "2", "P2"],
        ["job", "3", "P1.2"],
    ]
    assert bars[0].endswith("0.00–10.00")
    assert bars[1].endswith("2.00–8.00")
    assert bars[2].endswith("━>  5.00–not ended")
    full, part = (line.count("━") for line in bars[:2])
    assert part == pytest.approx(0.6 * full, abs=1)


def test_events_are_listed_by_time() -> None:
    """With their place, item and value."""
    assert re.search(r"^  6\.00  P1 +cancelled 2 = True$", text_of(TRACE), re.MULTILINE)


def test_an_empty_trace_is_said() -> None:
    """And no heading."""
    assert text_of([]) == "The trace is empty.\n"


def test_one_event_alone_is_no_fault() -> None:
    """A line of no length."""
    assert "started" in text_of([event(0, "started")])
    assert "job" in text_of([event(0, "job", "begin", span=1)])


def test_long_traces_are_cut() -> None:
    """And say what was cut."""
    trace = [event(number, "tick") for number in range(100)]
    assert "… and 40 more events" in text_of(trace)


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_wider_than_the_terminal(width: int, encoding: str) -> None:
    """Also with names that attack."""
    trace = [*TRACE, event(3, EVIL, "begin", span=9, item=EVIL), event(4, EVIL, item=EVIL, value=EVIL)]
    text = text_of(trace, width, encoding)
    assert too_wide(text, width) == []
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) == {"\n"}


def test_traces_are_drawn_on_one_axis() -> None:
    """Half as long on an axis of twice the length."""
    console = screen(80)
    timeline(TRACE, console, axis_ns=20_000_000)
    longer = next(line for line in printed(console).splitlines() if line.startswith("job 1"))
    shorter = next(line for line in text_of(TRACE).splitlines() if line.startswith("job 1"))
    assert longer.count("━") == pytest.approx(shorter.count("━") / 2, abs=2)


def test_many_spans_are_a_row_a_worker() -> None:
    """Each worker's spans in one row, and their number."""
    trace = []
    for number in range(40):
        trace.append(event(number, "job", "begin", pid=7 + number % 2, span=number, item=number))
        trace.append(event(number + 0.5, "job", "end", pid=7 + number % 2, span=number))
    lines = text_of(trace, 100).splitlines()
    rows = [line for line in lines if line.startswith(("P1", "P2")) and "spans" in line]
    assert [row.split()[0] for row in rows] == ["P1", "P2"]
    assert all(row.endswith("20 spans") and "━ " in row for row in rows)
