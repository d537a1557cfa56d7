"""Traces as Chrome trace events, which Perfetto opens: a process a lane, a thread a worker. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compare.page.tracks import Track

Entry = Mapping[str, Any]


def chrome_trace(tracks: Iterable[Track]) -> dict[str, Any]:
    """The JSON object form of the format; times in microseconds from the start of each lane's call.

    A span is asynchronous (`b` and `e` with an id), since it may end in another thread than it began in; one that was
    never closed has its beginning alone. A mark is an instant of its thread. A flow leads from a span to each
    mark that speaks of it from another thread.

    Args:
        tracks: a lane each.
    """
    events = [event for number, track in enumerate(tracks, start=1) for event in _lane(number, track)]
    return {"traceEvents": events, "displayTimeUnit": "ns"}


def _lane(pid: int, track: Track) -> Iterator[Entry]:
    yield {"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "args": {"name": track.lane}}
    for tid, name in enumerate(track.workers):
        yield {"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": {"name": name}}
    for number, one in enumerate(track.stretches):
        span = {"cat": "span", "name": one.label, "pid": pid, "tid": one.worker, "id": f"{pid}.{number}"}
        yield span | {"ph": "b", "ts": one.begin / 1000, "args": {"ending": one.ending or "ended"}}
        if one.end is not None:
            yield span | {"ph": "e", "ts": one.end / 1000}
    for number, mark in enumerate(track.marks):
        here = {"pid": pid, "tid": mark.worker, "ts": mark.at / 1000}
        yield here | {"ph": "i", "cat": "mark", "name": mark.label, "s": "t"}
        owner = track.stretches[mark.owner] if mark.owner is not None else None
        if owner and owner.worker != mark.worker:
            flow = {"cat": "flow", "name": "speaks of", "id": f"{pid}.{number}"}
            start = {"pid": pid, "tid": owner.worker, "ts": owner.begin / 1000}
            yield flow | start | {"ph": "s"}
            yield flow | here | {"ph": "f", "bp": "e"}
