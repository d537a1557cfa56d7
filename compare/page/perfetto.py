"""Traces as Chrome trace events, which Perfetto opens: a process a lane, a thread a worker. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compare.page.tracks import Mark, Track

Entry = Mapping[str, Any]
LANE = 1_000_000  # ids of one lane: a reader may take a thread's or a flow's for one of the whole file


def chrome_trace(tracks: Iterable[Track]) -> dict[str, Any]:
    """The JSON object form of the format; times in microseconds from the start of each lane's call.

    A span is asynchronous (`b` and `e` with an id), since it may end in another thread than it began in; one that was
    never closed has its beginning alone. A mark is an instant of its thread. A flow leads from a span to each
    mark that speaks of it from another thread: by `bind_id`, since arrows of `s` and `f` lead from slices of threads
    only, which asynchronous spans are not; such a mark is a slice (`X`) without a length, as instants have no flows.

    Args:
        tracks: a lane each.
    """
    events = [event for number, track in enumerate(tracks, start=1) for event in _lane(number, track)]
    return {"traceEvents": events, "displayTimeUnit": "ns"}


def _lane(pid: int, track: Track) -> Iterator[Entry]:
    first = pid * LANE  # no thread is 0, which is the system's idle one
    # Strict readers ask for a category and a time of names as well, as Chrome writes them.
    meta = {"ph": "M", "cat": "__metadata", "ts": 0, "pid": pid}
    yield meta | {"name": "process_name", "tid": first, "args": {"name": track.lane}}
    for number, name in enumerate(track.workers):
        yield meta | {"name": "thread_name", "tid": first + number, "args": {"name": name}}
    told = {mark.owner for mark in track.marks if _elsewhere(track, mark)}
    for number, one in enumerate(track.stretches):
        here = {"pid": pid, "tid": first + one.worker}
        span = here | {"cat": "span", "name": one.label, "id": f"{pid}.{number}"}
        flow = {"bind_id": first + number, "flow_out": True} if number in told else {}
        yield span | {"ph": "b", "ts": one.begin / 1000, "args": {"ending": one.ending or "ended"}} | flow
        if one.end is not None:
            yield span | {"ph": "e", "ts": one.end / 1000}
    for mark in track.marks:
        here = {"pid": pid, "tid": first + mark.worker, "ts": mark.at / 1000}
        named = here | {"cat": "mark", "name": mark.label}
        if _elsewhere(track, mark):
            yield named | {"ph": "X", "dur": 0, "bind_id": first + (mark.owner or 0), "flow_in": True}
        else:
            yield named | {"ph": "i", "s": "t"}


def _elsewhere(track: Track, mark: Mark) -> bool:
    """Whether a mark speaks of another thread's span."""
    return mark.owner is not None and track.stretches[mark.owner].worker != mark.worker
