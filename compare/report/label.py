"""A lane in a few words: its name, its version, and what sets it apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compare.record.nouns import LaneFacts
from compare.report import units

# What .NET does unless it is told not to, and how a lane without it is called.
USUAL = {
    "workstation": "server GC",
    "concurrent_gc": "no concurrent GC",
    "tiered_compilation": "no tiered compilation",
    "tiered_pgo": "no tiered PGO",
}


def lane_label(lane: LaneFacts) -> str:
    """A lane with what it is: `python 3.11.7`, `dotnet .NET 10.0.12`, `free 3.13.5 (free-threaded)`."""
    told = ", ".join(traits(lane.facts))
    return f"{lane.name} {lane.facts.get('version', '')}{f' ({told})' if told else ''}".strip()


def traits(facts: Mapping[str, Any]) -> Iterator[str]:
    """What sets an interpreter or a runtime apart from one as it comes."""
    if facts.get("gil") is False:
        yield "free-threaded"
    elif facts.get("free_threaded"):
        yield "free-threaded build, GIL on"
    elif facts.get("implementation") == "NativeAOT":
        yield "NativeAOT"
    elif (facts.get("dotnet") or {}).get("implementation") == "NativeAOT":
        yield "NativeAOT library"
    off = [key for key in USUAL if facts.get(key) is False]
    if "tiered_compilation" in off and "tiered_pgo" in off:  # the one is no part without the other
        off.remove("tiered_pgo")
    yield from (USUAL[key] for key in off)


def crossing(facts: Mapping[str, Any]) -> Iterator[str]:
    """What C# costs inside Python's process before it does anything, as the lane's first worker measured it."""
    if "load_ns" in facts and "call_ns" in facts:
        yield f"C# loaded in {units.duration(facts['load_ns'])}"
        yield f"an empty call takes {units.duration(facts['call_ns'])}"
