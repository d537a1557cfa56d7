"""Chrome trace events by the format's rules: phases, pairs of b and e by id, flows that have both ends."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from compare.commands.traced import do_trace
from compare.page.perfetto import chrome_trace
from compare.page.tracks import track_of

TRACE = [
    {"t": 10, "pid": 1, "thread": 1, "kind": "begin", "name": "ask", "item": "a", "span": 1},
    {"t": 20, "pid": 1, "thread": 1, "kind": "begin", "name": "ask", "item": "b", "span": 2},
    {"t": 30, "pid": 1, "thread": 2, "kind": "end", "name": "ask", "item": "a", "span": 1},
    {"t": 30, "pid": 1, "thread": 2, "kind": "event", "name": "answered", "item": "a"},
    {"t": 40, "pid": 1, "thread": 1, "kind": "event", "name": "told"},
]


def _sound(trace: dict) -> list[dict]:
    """What any reader of the format asks for."""
    events = trace["traceEvents"]
    named = {(one["pid"], one["tid"]) for one in events if one["name"] == "thread_name"}
    for one in events:
        assert one["ph"] in "bseifM" and isinstance(one["name"], str)
        assert isinstance(one["pid"], int) and isinstance(one["tid"], int)
        if one["ph"] != "M":
            assert one["ts"] >= 0 and (one["pid"], one["tid"]) in named
    for opens, closes in ("be", "sf"):
        begun = {(one["cat"], one["id"]): one for one in events if one["ph"] == opens}
        ended = [one for one in events if one["ph"] == closes]
        assert len(begun) == sum(one["ph"] == opens for one in events)
        for one in ended:
            first = begun[(one["cat"], one["id"])]
            assert first["ts"] <= one["ts"] and first["name"] == one["name"]
    return events


def test_span_mark_and_flow() -> None:
    """One that ends on another thread, one that is never closed, and a mark from another thread than its span's."""
    events = _sound(chrome_trace([track_of("python", TRACE, 5), track_of("dotnet", ())]))
    assert Counter(one["ph"] for one in events) == Counter("MMM") + Counter("M") + Counter("bbeiisf")
    assert [one["ts"] for one in events if one["ph"] in "be"] == [0.005, 0.025, 0.015]
    assert [one["args"]["ending"] for one in events if one["ph"] == "b"] == ["ended", "open"]


@pytest.mark.parametrize("pair", ["when-all", "counter-race", "queue-bounded"])
def test_pair_is_written_for_both_lanes(pair: str, tmp_path: Path) -> None:
    """A process each, in one file."""
    out = tmp_path / "trace.json"
    assert do_trace({"pair": pair, "out": str(out)}) == 0
    events = _sound(json.loads(out.read_text(encoding="utf-8")))
    lanes = [one["args"]["name"] for one in events if one["name"] == "process_name"]
    assert lanes == ["python", "dotnet"]
    assert {one["pid"] for one in events if one["ph"] != "M"} == {1, 2}
