"""A lane's label tells what sets it apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.report.label import lane_label
from tests.report import samples

USUAL = {"workstation": True, "concurrent_gc": True, "tiered_compilation": True, "tiered_pgo": True}


@pytest.mark.parametrize(
    ("lane", "facts", "told"),
    [
        (samples.FREE, {}, "py313t 3.13.0 (free-threaded)"),
        (samples.FREE, {"gil": True, "free_threaded": True}, "py313t 3.13.0 (free-threaded build, GIL on)"),
        (samples.PYTHON, {"gil": True, "free_threaded": False}, "python 3.11.7"),
        (samples.DOTNET, USUAL, "dotnet .NET 10.0.12"),
        (samples.DOTNET, USUAL | {"workstation": False}, "dotnet .NET 10.0.12 (server GC)"),
        (samples.DOTNET, USUAL | {"tiered_pgo": False}, "dotnet .NET 10.0.12 (no tiered PGO)"),
        (
            samples.DOTNET,
            {"implementation": "NativeAOT", "tiered_pgo": None},
            "dotnet .NET 10.0.12 (NativeAOT)",
        ),
        (
            samples.PYTHON,
            {"dotnet": {"implementation": "NativeAOT"}, "load_ns": 1, "call_ns": 1},
            "python 3.11.7 (NativeAOT library)",
        ),
        (
            samples.DOTNET,
            USUAL | {"concurrent_gc": False, "tiered_compilation": False, "tiered_pgo": False},
            "dotnet .NET 10.0.12 (no concurrent GC, no tiered compilation)",
        ),
    ],
)
def test_what_is_not_as_it_comes_is_told(lane: Any, facts: dict[str, Any], told: str) -> None:
    """The GIL, the collector and the compiler are part of what a lane is; in records without them nothing is."""
    assert lane_label(replace(lane, facts=lane.facts | facts)) == told
