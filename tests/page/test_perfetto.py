"""Chrome trace events by the format's rules: phases, pairs of b and e by id, flows that have both ends."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from compare.commands.traced import do_trace
from compare.page.perfetto import chrome_trace
from compare.page.tracks import track_of

# What an event of each phase must have, and may have: the importer says nothing of what it cannot use.
NEEDS = {
    "M": {"ph", "name", "pid", "tid", "ts", "cat", "args"},
    "b": {"ph", "name", "pid", "tid", "ts", "cat", "id", "args"},
    "e": {"ph", "name", "pid", "tid", "ts", "cat", "id"},
    "i": {"ph", "name", "pid", "tid", "ts", "cat", "s"},
    "X": {"ph", "name", "pid", "tid", "ts", "cat", "dur"},
}
MAY = {"M": set(), "b": {"bind_id", "flow_out"}, "e": set(), "i": set(), "X": {"bind_id", "flow_in"}}
TRACE = [
    {"t": 10, "pid": 1, "thread": 1, "kind": "begin", "name": "ask", "item": "a", "span": 1},
    {"t": 20, "pid": 1, "thread": 1, "kind": "begin", "name": "ask", "item": "b", "span": 2},
    {"t": 30, "pid": 1, "thread": 2, "kind": "end", "name": "ask", "item": "a", "span": 1},
    {"t": 30, "pid": 1, "thread": 2, "kind": "event", "name": "answered", "item": "a"},
    {"t": 40, "pid": 1, "thread": 1, "kind": "event", "name": "told"},
]


def _sound(trace: dict) -> list[dict]:
    """What Perfetto asks for, by its page on other formats and its importer of JSON (docs/getting-started)."""
    assert set(trace) == {"traceEvents", "displayTimeUnit"} and trace["displayTimeUnit"] in ("ms", "ns")
    events = trace["traceEvents"]
    threads = {one["tid"]: one["pid"] for one in events if one["name"] == "thread_name"}
    for one in events:
        assert set(one) <= NEEDS[one["ph"]] | MAY[one["ph"]] and set(one) >= NEEDS[one["ph"]]
        assert isinstance(one["name"], str) and one["name"]
        assert type(one["pid"]) is int and one["pid"] > 0 and type(one["tid"]) is int and one["tid"] > 0
        if one["ph"] != "M":
            assert one["ts"] >= 0
            assert threads[one["tid"]] == one["pid"]  # red where two lanes share a thread's number
    begun = {(one["cat"], one["id"], one["name"]): one for one in events if one["ph"] == "b"}
    assert len(begun) == sum(one["ph"] == "b" for one in events)
    for one in events:
        if one["ph"] == "e":
            assert begun[one["cat"], one["id"], one["name"]]["ts"] <= one["ts"]
    out = {one["bind_id"]: one for one in events if one.get("flow_out")}
    into = [one for one in events if one.get("flow_in")]
    assert len(out) == sum("flow_out" in one for one in events)
    assert {one["bind_id"] for one in into} == set(out)
    for one in into:  # whoever reads in the order of time must have met the flow's start
        assert out[one["bind_id"]]["ts"] <= one["ts"] and type(one["bind_id"]) is int
    return events


def test_span_mark_and_flow() -> None:
    """One that ends on another thread, one that is never closed, and a mark from another thread than its span's."""
    events = _sound(chrome_trace([track_of("python", TRACE, 5), track_of("dotnet", TRACE)]))
    assert Counter(one["ph"] for one in events) == Counter("MMM" * 2 + "bbeiX" * 2)
    mine = [one for one in events if one["pid"] == 1]
    assert [one["ts"] for one in mine if one["ph"] in "be"] == [0.005, 0.025, 0.015]
    assert [one["args"]["ending"] for one in mine if one["ph"] == "b"] == ["ended", "open"]
    assert [one["name"] for one in mine if "flow_out" in one or "flow_in" in one] == ["ask a", "answered a"]


@pytest.mark.parametrize("pair", ["when-all", "counter-race", "queue-bounded"])
def test_pair_is_written_for_both_lanes(pair: str, tmp_path: Path) -> None:
    """A process each, in one file."""
    out = tmp_path / "trace.json"
    assert do_trace({"pair": pair, "out": str(out)}) == 0
    events = _sound(json.loads(out.read_text(encoding="utf-8")))
    lanes = [one["args"]["name"] for one in events if one["name"] == "process_name"]
    assert lanes == ["python", "dotnet"]
    assert {one["pid"] for one in events if one["ph"] != "M"} == {1, 2}
