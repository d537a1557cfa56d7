"""What an example changes in its process is its own row's, and the next one finds all as it was."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from compare.catalogue.loading import load_catalogue
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.platform import own_shared_memory
from compare.plan.choice import Choice
from compare.plan.plan import plan_pair
from compare.record.nouns import Trial
from compare.run.session import session
from tests.pairs import run
from tests.test_faults import ROOT

pytestmark = pytest.mark.timeout(600)  # the first one runs them all; loaded machines take that long

CONTRACT = load_catalogue([ROOT]).contracts["surroundings"]
STARVES_MS = 1500

# What each is called, and what its report must hold; where it differs, by the language of the text.
EXPECTED: dict[str, tuple[str, str | dict[str, str]]] = {
    "well-behaved": ("ok", ""),
    "working-directory": ("env-changed", "the working directory"),  # 69
    "umask": ("env-changed", "the umask"),
    "variable": ("env-changed", "the environment variable LEFT_BEHIND"),
    "files": ("env-changed", "(/dev/null)"),
    "no-descriptor": ("env-changed", "descriptor"),
    "limit": ("env-changed", "RLIMIT_NOFILE"),
    "handler": ("env-changed", "the handler of SIGUSR1"),
    "closed-output": ("env-changed", {"python": "sys.stdout", "dotnet": "descriptor 1 "}),  # 105
    "collector": ("env-changed", "the garbage collector"),
    "recursion": ("env-changed", "the recursion limit"),
    "switch-interval": ("env-changed", "the switch interval"),
    "executor": ("env-changed", "the event loop's default executor"),
    "busy-executor": ("ok", ""),  # the worker is replaced for the next one
    "builtin": ("env-changed", "builtins.print"),
    "method": ("env-changed", "threading.Thread.start"),
    "handler-of-sigterm": ("env-changed", "the handler of SIGTERM"),
    "system-v": ("env-changed", "System V message queue"),  # 110
    "timer-to-come": ("ok", ""),  # 101: the worker is replaced for the next one
    "timer": ("env-changed", "the timer ITIMER_REAL"),
    "forked-copy": ("leaked", "a forked copy of the worker"),  # 74
    "culture": ("env-changed", "CultureInfo.DefaultThreadCurrentCulture"),
    "pool-minimum": ("env-changed", "the thread pool's minimum"),
    "console-out": ("env-changed", "Console.Out"),
    "busy-pool": ("ok", ""),
    "pool-throws": ("crashed", "after its result: SIGABRT"),  # 101
    "foreground-thread": ("leaked", "thread"),
    "starved-pool": ("timeout", "no answer within"),
    "broken-event": ("bad-result", "a child process sent what is no message"),  # 76
    "deep-event": ("bad-result", "a child process sent what is no message"),
    "long-event": ("bad-result", "a line of more than 1048576 bytes"),
}


@pytest.fixture(scope="module")
def seen() -> dict[str, dict[str, tuple[Trial, Trial]]]:
    """Each variant in each lane, with the well-behaved one's trial right after it."""
    found: dict[str, dict[str, tuple[Trial, Trial]]] = {}
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(""), around, allow_missing=True)
        plan = plan_pair(CONTRACT, facts, Choice(platform=sys.platform))

        def trials(variant: str) -> dict[str, Trial]:
            rows = tuple(row for row in plan.observed if row.variant.name == variant)
            limit = STARVES_MS if variant == "starved-pool" else plan.timeout_ms
            record = run(replace(plan, observed=rows, timeout_ms=limit), lanes, facts).record.pairs[0]
            return {one.lane: one for one in record.trials}

        for variant in EXPECTED:
            if variant == "system-v" and not own_shared_memory():
                continue  # what it leaves would stay for ever
            bad, good = trials(variant), trials("well-behaved")
            found[variant] = {lane: (trial, good[lane]) for lane, trial in bad.items()}
        for lane in lanes.values():
            lane.close()
    return found


@pytest.mark.parametrize("variant", EXPECTED)
def test_change_is_its_own_rows_and_reaches_no_other(variant: str, seen: Any) -> None:
    """69, 74, 76, 101, 105: red for each without the comparison of what it changes; then the next row fails or lies."""
    state, told = EXPECTED[variant]
    if variant == "system-v" and not own_shared_memory():
        pytest.skip("workers have no System V objects of their own here")
    assert seen[variant]
    for lane, (trial, after) in seen[variant].items():
        text = told if isinstance(told, str) else told["python" if lane == "python" else "dotnet"]
        assert (trial.state, lane) == (state, lane), f"{trial.detail}\n{trial.stderr}"
        assert text in trial.detail
        assert after.state == "ok", f"{lane}: {after.detail}\n{after.stderr}"
        replaced = variant != "well-behaved" and state != "bad-result"
        assert after.launch > trial.launch or not replaced, f"{lane}: by the same worker"


def test_starved_pool_is_told_with_the_time_out(seen: Any) -> None:
    """74: red where a .NET worker that hangs tells its spans alone."""
    for trial, _ in seen["starved-pool"].values():
        assert "The thread pool: " in trial.stderr and "jobs waiting" in trial.stderr
