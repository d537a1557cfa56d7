"""What the harness itself costs, and what the tuned variants reach, measured; README states these figures."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from compare.beside.measure import FULL
from compare.catalogue.loading import load_catalogue
from compare.catalogue.parameters import values_of
from compare.errors import HarnessError
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lane import Lane, Outcome
from compare.plan.plan import Row
from compare.run.programs import Programs, preparation
from compare.run.session import session
from compare.setup.build import ensure_built
from compare.setup.home import ROOT
from compare.setup.machine import describe
from compare.study.bare import beside_bare_programs
from compare.study.noise import STARTUP_CHAPTER, timing

ROUND_TRIPS = 2000
# The pairs that came first, so that the figure stays comparable as pairs are added.
FIRST = (
    "parallel-sum,when-all,when-any,timeout-cancel,parallel-cancel,process-spawn-join,pool-map,"
    "pipe-duplex,queue-bounded,counter-race,retry-backoff,parallel-squares,await-dotnet-task"
)
INVOKE = [sys.executable, "-m", "invoke"]


def bench() -> int:
    """Print each figure with what it is, and the goal that the project set itself."""
    ensure_built()
    machine = describe()
    print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load']}")
    _round_trips()
    _menu()
    beside_bare_programs()
    _overhead()
    _whole(["--only", "parallel-sum", "--quick"], "parallel-sum, --quick, nothing to build", "at most 3 s")
    first = ["--only", FIRST]
    _whole([*first, "--quick"], "the first thirteen pairs, --quick", "at most 20 s")
    _whole(first, "the first thirteen pairs, defaults", "at most 60 s")
    _whole(["--quick"], "all pairs, --quick", "at most 60 s")
    _whole([], "all pairs, defaults", "at most 180 s")
    return 0


def _round_trips() -> None:
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(""), around, allow_missing=True)
        for fact in facts:
            if fact.state != "ready":
                print(f"round trip, {fact.name}: {fact.reason}")
        for name, lane in lanes.items():
            print(
                f"round trip of a timed trial, {name}: median {_round_trip(lane):.0f} µs (goal: at most 100)"
            )
            lane.close()


def _round_trip(lane: Lane) -> float:
    """A timed trial of one call, without what the example itself took, in microseconds."""
    contract = load_catalogue([ROOT]).contracts["parallel-squares"]
    variant = next(one for one in contract.variants if one.name == "sequential")
    row = Row(
        "default", variant, lane.name, values_of(contract, contract.cases[0], {}) | {"variant": variant.name}
    )
    prepared = lane.ask(preparation(contract, row, lane.kind, Programs().where) | {"state": 1}, 60)
    _refuse_failure(prepared)
    request = {"op": "trial", "mode": "timed", "state": 1, "trial": "t1", "repeat": 1, "min_ns": 0}
    times = []
    for _ in range(ROUND_TRIPS):
        began = time.perf_counter_ns()
        trial = lane.ask(request, 10)
        took = time.perf_counter_ns() - began
        _refuse_failure(trial)
        times.append((took - trial.reply["elapsed_ns"]) / 1000)
    return statistics.median(times[ROUND_TRIPS // 10 :])  # a worker that has warmed up


def _refuse_failure(outcome: Outcome) -> None:
    if not outcome.ok:
        raise HarnessError(f"A round trip could not be measured: {outcome.state}, {outcome.detail}.")


def _menu() -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "tasks.py"
        one.write_text("from invoke import task\n\n@task\ndef one(c):\n    pass\n", encoding="utf-8")
        bare = _median([*INVOKE, "--list"], folder)
        ours = _median([*INVOKE, "--list"], ROOT)
    print(
        f"invoke --list: {ours:.0f} ms, one-task tasks.py {bare:.0f} ms: {ours / bare:.2f} (goal: at most 1.5)"
    )


def _median(command: list[str], folder: Path | str) -> float:
    times = []
    for _ in range(11):
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _overhead() -> None:
    """What a row of the CI diff takes, all in all, over what it measures: calls of some 0.2 s, each with a process."""
    with timing(1, "python", FULL) as (timer, works):
        rows = {work.row.variant.name: work for work in works if work.head.chapter == STARTUP_CHAPTER}
        timer.look(rows["isolated"])  # starts the lane's launches, once in a run
        began = time.perf_counter_ns()
        look = timer.look(rows["in-process"])
        wall = time.perf_counter_ns() - began
    if not look.samples:
        print(f"a row of compare --against: {look.reason}")
        return
    measured = sum(base + head for base, head, *_ in look.samples)
    launches = f"{2 * len(look.samples)} launches of {measured / len(look.samples) / 2e9:.2f} s"
    ratio = f"{wall / measured:.3f} of what it measured (goal: at most 1.05)"
    print(f"a row of compare --against, {launches}: {wall / 1e9:.1f} s, {ratio}")


def _whole(arguments: list[str], what: str, goal: str) -> None:
    with tempfile.TemporaryDirectory() as out:
        command = [*INVOKE, "compare", *arguments, "--json", "--seed", "1", "--out", out]
        began = time.perf_counter()
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False)
        wall = time.perf_counter() - began
    record = json.loads(ran.stdout)
    trials = record["trials_ns"] / 1e9
    ratio = (wall - 2) / trials
    print(f"compare of {what}: {wall:.1f} s (goal: {goal}), exit {ran.returncode}")
    print(f"  its trials took {trials:.1f} s: (wall - 2 s) / trials = {ratio:.2f} (goal: at most 1.15)")
