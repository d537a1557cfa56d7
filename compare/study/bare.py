"""parallel-sum's tuned variants beside bare programs of the same kind; a part of `invoke bench`."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from compare.catalogue.loading import load_catalogue
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.platform import new_group_options
from compare.lanes.worker import WorkerLane
from compare.run.programs import Programs
from compare.run.session import session
from compare.setup.build import OUTPUT, ensure_built
from compare.setup.dotnet import build
from compare.setup.home import ROOT

HERE = ROOT / "tests" / "bench"
SIZES = {1_000_000: (80, 40), 50_000_000: (20, 2)}  # numbers: rounds, and sums in each
WARM_NS = 1_000_000_000  # .NET compiles anew for half a second

Measure = Callable[[int], int]  # how many nanoseconds so many sums take


def beside_bare_programs() -> None:
    """Print the throughput of each tuned variant, as a part of the bare program's."""
    dotnet = ensure_built().dotnet
    build(dotnet, ROOT, HERE / "TwoRanges.csproj", ())
    bare = {
        "python": [sys.executable, str(HERE / "two_ranges.py")],
        "dotnet": [str(dotnet), str(HERE / OUTPUT / "TwoRanges.dll")],
    }
    with session() as around:
        lanes, _ = open_lanes(parse_lanes("python,dotnet"), around, allow_missing=True)
        for name, lane in lanes.items():
            if name == "python" and not lane.facts["modules"].get("numpy"):
                print("tuned sum, python: NumPy is not installed")
                continue
            for n in SIZES:
                with _tuned(lane, n) as ours, _program([*bare[name], str(n)], n) as theirs:
                    _compare(name, n, ours, theirs)
        for lane in lanes.values():
            lane.close()


def _compare(name: str, n: int, ours: Measure, theirs: Measure) -> None:
    rounds, sums = SIZES[n]
    times: dict[Measure, list[int]] = {ours: [], theirs: []}
    for _ in range(rounds):
        for measure in random.sample(list(times), 2):  # so that what else runs here hits both alike
            times[measure].append(measure(sums))
    part = statistics.median(bare / tuned for tuned, bare in zip(times[ours], times[theirs], strict=True))
    tuned, bare = (statistics.median(one) / sums / 1e6 for one in times.values())
    speed = f"{8 * n / tuned / 1e6:.1f} GB/s"
    print(
        f"tuned sum of {n:,}, {name}: {tuned:.2f} ms ({speed}), bare program {bare:.2f} ms: "
        f"{part:.2f} of its throughput (goal: at least 0.8)"
    )


@contextmanager
def _tuned(lane: WorkerLane, n: int) -> Iterator[Measure]:
    """The tuned variant, prepared and warm in its worker."""
    contract = load_catalogue([ROOT]).contracts["parallel-sum"]
    program = Programs().where(contract, lane.kind).request()
    parameters = {"n": n, "workers": 2, "variant": "tuned"}
    ask = partial(_ask, lane)
    ask({"op": "prepare", "state": n, "parameters": parameters} | program)
    ask({"op": "warm", "state": n, "max_calls": 1_000_000, "max_ns": WARM_NS})
    trial = {"op": "trial", "mode": "timed", "state": n, "trial": "bench"}
    yield lambda sums: ask(trial | {"repeat": sums})["elapsed_ns"]
    ask({"op": "drop", "state": n})


def _ask(lane: WorkerLane, request: dict[str, object]) -> dict[str, int]:
    outcome = lane.ask(request, 60)
    if not outcome.ok:
        raise RuntimeError(outcome.detail)  # a defect: nothing but our own examples runs here
    return dict(outcome.reply)


@contextmanager
def _program(command: list[str], n: int) -> Iterator[Measure]:
    """A bare program, warm; it ends with its standard input.

    It has a session of its own, as workers have: Linux shares out the processors by sessions first.
    """
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes, **new_group_options()) as process:

        def measure(sums: int) -> int:
            print(sums, file=process.stdin, flush=True)
            return int(process.stdout.readline())

        warm = 0
        while warm < WARM_NS:
            warm += measure(SIZES[n][1])
        yield measure
