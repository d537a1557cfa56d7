"""Programs that misbehave, in every lane: each is named for what it did, and the rest goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from compare.catalogue.loading import load_catalogue
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.platform import shared_objects
from compare.plan.choice import Choice
from compare.plan.plan import PairPlan, plan_pair
from compare.record.nouns import PairRecord, Trial
from compare.run.session import session
from tests.pairs import run

pytestmark = pytest.mark.timeout(900)  # the first one runs them all; loaded machines take that long

ROOT = Path(__file__).parent / "faults"
CONTRACT = load_catalogue([ROOT]).contracts["misbehaviour"]
HANGS_S = 0.8  # the limit of those that never come back

# What each is called, and what its report must hold.
EXPECTED = {
    "well-behaved": ("ok", ""),
    "hangs": ("timeout", "no answer within 0.8 s"),
    "hangs-deaf": ("timeout", "no answer within 0.8 s"),
    "hangs-with-children": ("timeout", "no answer within 0.8 s"),
    "crashes": ("crashed", "SIGABRT"),
    "exits-three": ("exited", "exit code 3"),
    "exits-zero": ("no-result", "without an answer"),
    "raises": ("exited", "nobody expected"),
    "not-finite": ("bad-result", ""),
    "too-large": ("bad-result", ""),
    "floods": ("flooded", "bytes"),
    "reads-input": ("ok", ""),
    "hostile-output": ("exited", "see my output"),
    "leaves-file": ("env-changed", "temporary file forgotten"),
    "leaves-thread": ("leaked", "thread"),
    "leaves-child": ("leaked", "left running"),
    "leaves-daemon": ("leaked", "left running"),
    "leaves-shared-memory": ("env-changed", "shared memory psm_"),
    "kills-its-group": ("crashed", "SIGKILL"),
    "kills-its-parent": ("crashed", "SIGKILL"),  # 106
    "terminates-its-parent": ("crashed", "SIGTERM"),
    "leaves-unmarked-daemon": ("leaked", "left running"),  # 107
    "hangs-with-unmarked-daemon": ("timeout", "no answer within 0.8 s"),
    "leaves-respawner": ("leaked", "left running"),  # 102
    "exits-afterwards": ("exited", "after its result: exit code 3"),  # 9
    "hangs-afterwards": ("timeout", "after its result: no answer within 0.8 s"),  # 10
    "hangs-with-a-pool": ("timeout", "no answer within 0.8 s"),  # 15
    "hangs-for-a-killed-pool-worker": ("timeout", "no answer within 0.8 s"),  # 56
    "hangs-before-a-full-queue": ("timeout", "no answer within 0.8 s"),  # 57
    "hangs-for-the-gil": ("timeout", "no answer within 0.8 s"),  # 58
    "takes-a-port-in-use": ("exited", "ddress already in use"),  # 16
    "floods-errors": ("flooded", "bytes"),  # 18
    "opens-files": ("exited", "Too many open files"),  # 25
    "allocates": ("exited", "MemoryError"),  # 26
    "is-killed-for-its-memory": ("crashed", "SIGKILL"),  # 26
    "says-a-number": ("ok", ""),  # 60
    "answers-too-much": ("bad-result", "more than 4194304 bytes"),  # 109
}


def _observed(plan: PairPlan) -> dict[str, PairPlan]:
    """A plan a variant, those that hang with a short limit."""
    plans = {}
    for variant in EXPECTED:
        rows = tuple(row for row in plan.observed if row.variant.name == variant)
        limit = int(HANGS_S * 1000) if variant.startswith("hangs") else plan.timeout_ms
        plans[variant] = replace(plan, observed=rows, timeout_ms=limit)
    return plans


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[tuple[str, str], tuple[Trial, list[Trial]]]]:
    """Every fault in every lane, with the well-behaved program's trials right after it."""
    before = shared_objects()
    os.environ["LC_ALL"] = "de_DE.UTF-8"  # where 1.5 is written 1,5 (60)
    found: dict[tuple[str, str], tuple[Trial, list[Trial]]] = {}
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(""), around, allow_missing=True)
        plans = _observed(plan_pair(CONTRACT, facts, Choice(platform=sys.platform)))
        for variant, plan in plans.items():
            bad = _pair(plan, lanes, facts)
            good = _pair(plans["well-behaved"], lanes, facts)
            for trial in bad.trials:
                found[variant, trial.lane] = trial, [one for one in good.trials if one.lane == trial.lane]
        for lane in lanes.values():
            lane.close()
    del os.environ["LC_ALL"]
    yield found
    assert [one.cmdline() for one in psutil.process_iter() if _ours(one, around.token)] == []
    assert not around.folder.exists()
    assert {name for name in shared_objects() - before if name.startswith("psm_")} == set()


def _pair(plan: PairPlan, lanes: Any, facts: Any) -> PairRecord:
    return run(plan, lanes, facts).record.pairs[0]


def _ours(process: psutil.Process, token: str) -> bool:
    try:
        return process.environ().get("PARALLAX_RUN") == token
    except (psutil.Error, OSError):
        return False


@pytest.mark.parametrize("variant", EXPECTED)
def test_fault_is_named_and_the_next_program_runs(variant: str, seen: Any) -> None:
    """Its state and its last words are in the record; the lane works on."""
    state, told = EXPECTED[variant]
    trials = {lane: pair for (one, lane), pair in seen.items() if one == variant}
    if variant == "hangs-for-the-gil" and not find_spec("pythonnet"):
        pytest.skip("pythonnet is not installed here")
    assert "python" in trials
    for lane, (trial, after) in trials.items():
        assert (trial.state, lane) == (state, lane), f"{lane}: {trial.detail}\n{trial.stderr}"
        assert told in trial.detail, f"{lane}: {trial.detail}"
        assert [one.state for one in after] == ["ok"], f"{lane}: {after[0].detail}"


@pytest.mark.parametrize(
    "variant",
    [
        "hangs",
        "hangs-deaf",
        "hangs-with-children",
        "hangs-with-a-pool",
        "hangs-for-a-killed-pool-worker",
        "hangs-before-a-full-queue",
        "hangs-for-the-gil",
    ],
)
def test_what_hangs_says_where_it_stood(variant: str, seen: Any) -> None:
    """73-stacks: red where it is ended without a question: Python's stacks, and of C# what came last in its trace."""
    told = {
        "python": [f"in {variant.replace('-', '_')}\n"],
        "dotnet": ["The trace when the time was over:\n", f"last: begun {variant} (thread "],
        "pythonnet": ["Fatal Python error: Aborted\n", "most recent call first"],
    }
    for (one, lane), (trial, _) in seen.items():
        if one == variant:
            assert [text for text in told[lane] if text not in trial.stderr] == [], f"{lane}: {trial.stderr}"


def test_last_output_of_a_failed_trial_is_kept(seen: Any) -> None:
    """Escaped where it is no text, whole where it is short."""
    for (variant, lane), (trial, _) in seen.items():
        if variant == "hostile-output":
            assert "<script>" in trial.stderr and "\\xff" in trial.stderr, lane
