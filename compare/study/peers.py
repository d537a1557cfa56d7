"""`invoke bench --peers`: our steady-state medians beside BenchmarkDotNet's and pyperf's, of the same functions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from compare.beside.measure import Failed, Side
from compare.catalogue.loading import load_catalogue
from compare.errors import EnvironmentLacks, ParallaxError
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lane import Lane
from compare.lanes.platform import new_group_options
from compare.lanes.worker import Surroundings
from compare.plan.choice import Choice
from compare.plan.plan import plan_pair
from compare.record.nouns import LaneFacts
from compare.run.programs import Programs, preparation
from compare.run.session import session
from compare.setup.build import OUTPUT, ensure_built
from compare.setup.dotnet import build
from compare.setup.home import ROOT
from compare.setup.machine import describe
from compare.setup.variables import environment
from compare.study.agreement import Peered, PeerFailed, answer, table

HERE = ROOT / "tests" / "bench" / "peers"
TOOLS = {"python": "pyperf", "dotnet": "BenchmarkDotNet"}
ROWS = (  # steady, and on one thread in both languages
    ("parallel-sum", "serial"),
    ("parallel-sum", "idiomatic"),
    ("parallel-aggregate", "fold"),
    ("grain-size", "serial"),
    ("reactive-operators", "operators"),
    ("parallel-squares", "sequential"),
)
# A call of 25 ns: our reading the clock for each 64 of them, and counting what they gave, is no less.
TOO_SHORT = {("parallel-squares", "sequential", "dotnet")}
# What a launch spends, ours and a peer's alike. A shorter warm-up leaves .NET between two compilations now and then.
WARM_MS, TRIALS, TRIAL_MS = 2000, 15, 10
MOST_TIMES = 4
TIME_LIMIT_S = 120

Measure = Callable[[], float]  # nanoseconds a call: the median of one launch


def beside_peers(rounds: int, seed: int, out: Path | None) -> None:
    """Measure each row by us and by its peer, by turns, and print the table.

    Args:
        rounds: how often; each time both have a fresh launch. Rows that cannot be told then go on, to four times
            as many: launches of one program may differ by a fifth, and what a runtime compiled first decides.
        seed: of the order of the rows, and of who goes first.
        out: a file for what each round gave.
    """
    source = random.Random(seed)
    ensure_built()
    machine = describe()
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(",".join(TOOLS)), around, allow_missing=True)
        rows = dict(_rows(lanes, facts, around))
        for number in range(1, MOST_TIMES * rounds + 1):
            names = [
                name for name, (beside, _, _) in sorted(rows.items()) if number <= rounds or not beside.told
            ]
            for row in source.sample(names, len(names)):
                _visit(rows, row, source)
            if names:
                print(f"round {number}: {len(names)} rows", file=sys.stderr, flush=True)
        for lane in lanes.values():
            lane.close()
    found = [beside for beside, _, _ in rows.values()]
    if out:
        kept = {"machine": machine, "seed": seed, "rows": [asdict(one) for one in found]}
        out.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    load = f"load {machine['load']} before, {describe()['load']} after"
    print(f"{machine['processor']}, {machine['cores']} cores, {load}\n")
    print("\n".join(table(found)))


def _visit(rows: dict[str, tuple[Peered, Measure, Measure]], name: str, source: random.Random) -> None:
    """One launch of each; a row that fails is told and dropped."""
    beside, ours, peer = rows[name]
    turns = [(beside.ours, ours), (beside.peer, peer)]
    try:
        got = [(times, measure()) for times, measure in source.sample(turns, 2)]
    except (Failed, PeerFailed) as fault:
        print(f"{name}: not measured: {fault}")
        del rows[name]
        return
    for times, value in got:
        times.append(value)


def _rows(
    lanes: Mapping[str, Lane], facts: Sequence[LaneFacts], around: Surroundings
) -> Iterator[tuple[str, tuple[Peered, Measure, Measure]]]:
    contracts, programs = load_catalogue([ROOT]).contracts, Programs()
    for fact in facts:
        try:
            command = _command(fact)
        except ParallaxError as lack:
            print(f"{TOOLS[fact.name]}: not measured beside {fact.name}: {lack}")
            continue
        for pair, variant in ROWS:
            if (pair, variant, fact.name) in TOO_SHORT:
                continue
            planned = plan_pair(contracts[pair], facts, Choice(platform=sys.platform)).timed
            row = next(one for one in planned if (one.lane, one.variant.name) == (fact.name, variant))
            request = preparation(contracts[pair], row, fact.kind, programs.where)
            side = Side("ours", [lanes[fact.name]], request, row, False, TIME_LIMIT_S)
            spend = json.dumps({"warm_ms": WARM_MS, "trials": TRIALS, "trial_ms": TRIAL_MS})
            parameters = json.dumps(request["parameters"])
            arguments = [
                request["program"],
                request.get("type", ""),
                parameters,
                spend,
                request["example"],
            ]
            peer = partial(_peer, [*command, *arguments], environment(around.token))
            name = f"{pair} {variant}, {fact.name}"
            yield name, (Peered(name, TOOLS[fact.name]), partial(_ours, side), peer)


def _command(fact: LaneFacts) -> list[str]:
    """What starts a lane's peer.

    Raises:
        ParallaxError: it cannot be had here.
    """
    if fact.state != "ready":
        raise EnvironmentLacks(fact.reason)
    if fact.kind == "python":
        if find_spec("pyperf") is None:
            raise EnvironmentLacks(f'not installed; give: "{sys.executable}" -m pip install pyperf')
        return [sys.executable, str(HERE / "peer.py")]
    dotnet = ensure_built().dotnet
    build(dotnet, ROOT, HERE / "Peers.csproj")
    return [str(dotnet), str(HERE / OUTPUT / "Peers.dll")]


def _ours(side: Side) -> float:
    """As a row is timed for the CI diff, but in a launch of its own, since the peer has one too."""
    side.lanes[0].restart()
    side.warm(0, WARM_MS * 1_000_000)
    side.lanes[0].mark(prepared=True)
    value, _ = side.call_on(0, None, TRIALS, TRIAL_MS * 1_000_000)
    side.leave()
    return value


def _peer(command: Sequence[str], env: Mapping[str, str]) -> float:
    # A session of its own, as workers have: Linux shares out the processors by sessions first.
    given = {"capture_output": True, "text": True, "timeout": TIME_LIMIT_S, "env": env, "check": False}
    try:
        ran = subprocess.run(command, **given, **new_group_options())
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PeerFailed(str(fault)) from None
    if ran.returncode:
        raise PeerFailed((ran.stderr or ran.stdout).strip()[-400:] or f"exit code {ran.returncode}")
    return answer(ran.stdout)
