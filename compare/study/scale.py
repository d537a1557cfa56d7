"""How `compare --on` scales: real workers of this machine with pairs that only wait, and a simulation of many."""

from __future__ import annotations

import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from compare.catalogue.contract import Contract, contract_of
from compare.catalogue.loading import CONTRACTS, load_catalogue
from compare.cluster.address import Address
from compare.cluster.dispatch import Dispatch
from compare.cluster.gathered import Gathered
from compare.cluster.job import Request, heads_of, job_of
from compare.diff.whole import whole_of
from compare.errors import HarnessError
from compare.page.page import write_page
from compare.plan.choice import Choice
from compare.plan.options import Options
from compare.plan.plan import plan_pair
from compare.record.growing import GrowingRecord
from compare.record.heads import head_of
from compare.record.nouns import PairRecord, Record, Trial
from compare.report.files import PAGE, write_files
from compare.run.stopping import stopped_by_signals
from compare.study.simulated import DEADLY, HEADS, LANES, Happened, SimulatedCluster

WORKERS = (1, 2, 4)
PAIRS, WAIT_S = 32, 1.0
MANY_WORKERS, MANY_PAIRS = 200, 10_000
TOML = """\
schema = 2
id = "{name}"
title = "It waits"
question = "How long does nothing take?"
teaches = "Nothing: it only waits."
asked = ["how long is a second"]
terms = ["wait"]
lanes = ["python"]
lanes_because = "one is enough"

[[variants]]
name = "plain"
says = "sleep / Sleep"
reference = true
headline = true
timed = false
timed_because = "it only waits"

[[cases]]
id = "default"

[outputs.waited]
help = "that it has waited"
mode = "equal"
expect.default = true
"""
EXAMPLE = '''"""It waits."""


def plain():
    """In the scene."""
'''
SCENE = """\
import time


def prepare(parameters):
    return parameters


def run(state, watch):
    time.sleep({wait})
    return {{"waited": True}}
"""


def scale() -> int:
    """Print how many workers do how much more, and what a simulation of many comes to."""
    alone = 0.0
    for workers in WORKERS:
        took = _waited(workers)
        alone = alone or took
        print(
            f"{PAIRS} pairs that wait {WAIT_S:g} s, {workers} workers: {took:.2f} s, "
            f"efficiency {alone / workers / took:.2f} (goal: at least 0.9), "
            f"overhead {(took * workers / PAIRS - WAIT_S) * 1000:.0f} ms a pair (goal: at most 50)"
        )
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()  # of this process alone: nothing in it waits
        result = simulate(MANY_WORKERS, MANY_PAIRS, 1, Path(folder))
        dispatched = time.process_time() - began
        whole = whole_of(result.growing.record)
        result.growing.save()
        write_page(whole, result.growing.folder / PAGE)
        write_files(whole, result.growing.folder)
        reported = time.process_time() - began - dispatched
    print(
        f"simulated, {MANY_WORKERS} workers and {MANY_PAIRS} pairs, {sum(result.seen.died.values())} deaths, "
        f"{len(result.seen.strangers)} workers of another commit: {len(result.wrong)} pairs lost or twice, "
        f"{len(result.missing)} missing after two deaths; "
        f"handed out in {dispatched:.1f} s of CPU, report in {reported:.1f} s of CPU (goal: at most 30 s)"
    )
    return 0


def _waited(workers: int) -> float:
    """Seconds from the first pair to the last answer; all workers are greeted before."""
    from compare.cluster.engine import cluster  # Dask: only where it is asked for

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number in range(PAIRS):
            _write(root, f"wait-{number}")
        options = Options(lanes="python", roots=(root,), seed=1, out=root / "reports")
        contracts = load_catalogue(options.roots).contracts
        growing = GrowingRecord(options.out, 1, {}, (), (head_of(root),))
        watch = _Watch()
        job = job_of(options)
        with stopped_by_signals(), cluster(Address(local=workers), job) as joined:
            gathered = Gathered(growing, contracts, watch)
            requests = [Request(name) for name in contracts]
            Dispatch(
                joined, gathered, requests, heads_of(options.roots), lambda *_: 1, lambda _: watch.begin()
            ).run()
            took = time.perf_counter() - watch.began
    right = [pair for pair in growing.record.pairs if [one.state for one in pair.trials] == ["ok"]]
    if len(right) != PAIRS:
        raise HarnessError(f"Only {len(right)} of {PAIRS} made-up pairs have waited; nothing was measured.")
    return took


class _Watch:
    began = 0.0

    def begin(self) -> None:
        """The workers are there."""
        self.began = time.perf_counter()

    def handed_out(self, pair: str, machine: str) -> None:
        """Nothing."""


def _write(root: Path, name: str) -> Contract:
    path = root / CONTRACTS / "waiting" / f"{name}.toml"
    contract = contract_of(tomllib.loads(TOML.format(name=name)), path, root)
    texts = {
        path: TOML.format(name=name),
        contract.python_path: EXAMPLE,
        contract.dotnet_path: "// It would wait, too.\n",
        contract.dotnet_scene: "// In lane python alone.\n",
        contract.python_scene: SCENE.format(wait=WAIT_S),
    }
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return contract


@dataclass
class Simulated:
    """What came of a simulation."""

    growing: GrowingRecord
    seen: Happened
    wrong: list[str]  # pairs that are lost, twice, or given up too soon
    missing: list[str]  # pairs under which two workers died


def simulate(workers: int, pairs: int, seed: int, folder: Path, deadly: float = DEADLY) -> Simulated:
    """Hand out pairs to workers that die, straggle and stand elsewhere.

    Args:
        workers: how many are there at a time.
        pairs: how many there are to run.
        seed: what everything is drawn from.
        folder: where the run's record grows.
        deadly: the share of pairs that kill their worker, each time that they are run.
    """
    path = Path("waiting") / "it-waits.toml"
    names = [f"wait-{number}" for number in range(pairs)]
    data = tomllib.loads(TOML.format(name="it-waits")) | {"lanes": ["python", "dotnet"]}
    contracts = {name: contract_of(data | {"id": name}, path, Path()) for name in names}
    trials = tuple(
        Trial(
            "default",
            "plain",
            lane.name,
            "observed",
            1,
            0,
            1,
            "ok",
            outputs=({"value": {"waited": True}, "count": 1},),
        )
        for lane in LANES
    )

    def pair(name: str) -> PairRecord:
        cases = ({"id": "default", "parameters": {}, "altered": False},)
        return PairRecord(name, "waiting", contracts[name].data, cases, trials=trials)

    def rows(known: Record, name: str) -> int:
        return len(plan_pair(contracts[name], known.lanes, Choice()).observed)

    cluster = SimulatedCluster(workers, seed, pair, deadly)
    growing = GrowingRecord(folder, seed, {"selected": names}, (), HEADS)
    gathered = Gathered(growing, contracts, _Watch())
    Dispatch(cluster, gathered, [Request(name) for name in names], HEADS, rows, lambda _: None).run()
    gathered.close(names)
    growing.become(growing.record)
    return Simulated(growing, cluster.seen, *_judged(names, growing.record, cluster.seen))


def _judged(names: list[str], record: Record, seen: Happened) -> tuple[list[str], list[str]]:
    kept = Counter(one.id for one in record.pairs)
    missing = [one.id for one in record.pairs if one.not_run]
    given_up = set(missing)
    ran = [name for shard in record.machine["shards"] for name in shard["pairs"]]
    wrong = [*seen.wrong, *(name for name in names if kept[name] != 1)]
    if sorted([*ran, *missing]) != sorted(names):
        wrong.append("the machines' pairs are not those of the record")
    wrong += [name for name, given in seen.given.items() if given > 2]
    wrong += [name for name in names if (seen.died[name] >= 2) != (name in given_up)]
    return wrong, missing
