"""`compare --on`: the pairs of a run, handed to workers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from compare.beside.base_contracts import BaseContracts
from compare.beside.revision import checked_out
from compare.catalogue.contract import Contract
from compare.cluster.address import parse_address
from compare.cluster.dispatch import Dispatch
from compare.cluster.gathered import Gathered, Watching
from compare.cluster.job import MACHINES, ClusterJob, Request, heads_of, job_of
from compare.errors import EnvironmentLacks, UsageError
from compare.lanes.find import LaneName
from compare.plan.choice import Choice, Selection
from compare.plan.options import Options
from compare.plan.plan import plan_pair
from compare.record.growing import GrowingRecord
from compare.record.nouns import Record
from compare.run.stopping import stopped_by_signals

INSTALL = (
    "--on needs Dask, which is not installed here: `python -m pip install distributed`, or `apt-get install "
    "python3-distributed` where Debian's packages are used."
)


def check_on(options: Options) -> None:
    """See that `--on` can be followed, before anything is begun.

    Raises:
        UsageError: its address cannot be, or it does not go with another option.
        EnvironmentLacks: Dask is not installed.
    """
    if not options.on:
        for name in ("insecure", "everywhere"):
            if getattr(options, name):
                raise UsageError(f"--{name} goes with --on ADDRESS.")
        return
    if options.against and Path(options.against).expanduser().is_dir():
        raise UsageError(
            f"--on takes --against a git revision, which each worker checks out; {options.against} is a folder. "
            "Leave --on out to hold head against a folder."
        )
    parse_address(options.on, options.insecure)
    need_dask()


def need_dask() -> None:
    """Say what to install where it is not there.

    Raises:
        EnvironmentLacks: Dask is not installed.
    """
    if find_spec("distributed") is None:
        raise EnvironmentLacks(INSTALL)


def _job(selection: Selection, growing: GrowingRecord) -> ClusterJob:
    """What all workers are told; the record then has the base, as far as nothing need be run for it."""
    options = selection.options
    if not options.against or not selection.timed_beside:
        return job_of(options, since=selection.since)
    with (
        tempfile.TemporaryDirectory(prefix="plx") as scratch,
        checked_out(options.against, options.roots[0], Path(scratch)) as checkout,
    ):
        growing.become(replace(growing.record, base=BaseContracts(checkout, selection).begun()))
        return job_of(options, checkout.commit, selection.since)


def rows_on(known: Record, contract: Contract, choice: Choice) -> int:
    """How many rows of a pair can run on a worker's machine.

    Args:
        known: what the worker said of itself.
        contract: the pair's.
        choice: the user's.
    """
    own = {name: known.machine[name] for name in MACHINES if name in known.machine}
    return len(plan_pair(contract, known.lanes, replace(choice, **own)).observed)


def run_on(
    selection: Selection, names: Sequence[LaneName], growing: GrowingRecord, progress: Watching
) -> None:
    """Run what was chosen on the workers of a cluster; the record says which machine ran what.

    Raises:
        EnvironmentLacks: there is no scheduler, no worker that can be used, or none left.
        Stopped: a signal came; what still ran on workers is being ended.
    """
    from compare.cluster.engine import cluster  # Dask: only where it is asked for

    options, contracts = selection.options, {one.id: one for one in selection.contracts}
    deadline = time.monotonic() + options.max_time_s if options.max_time_s else None
    requests = [Request(name, name not in selection.choice.untimed, deadline) for name in contracts]
    gathered = Gathered(growing, contracts, progress)

    def rows(known: Record, pair: str) -> int:
        return rows_on(known, contracts[pair], selection.choice)

    def check(machines: Sequence[Record]) -> None:
        for name in names if not options.allow_missing else ():
            found = [lane for known in machines for lane in known.lanes if lane.name == name.name]
            if (name.named or name.kind == "dotnet") and all(lane.state != "ready" for lane in found):
                why = next((lane.reason.rstrip(".") for lane in found if lane.reason), "no worker has it")
                raise EnvironmentLacks(
                    f"Lane {name.name} cannot run on any worker: {why}. --allow-missing runs the others."
                )

    job = _job(selection, growing)
    try:
        with stopped_by_signals(), cluster(parse_address(options.on, options.insecure), job) as joined:
            Dispatch(
                joined, gathered, requests, heads_of(options.roots), rows, check, options.everywhere
            ).run()
    finally:
        gathered.close(selection.names)
    growing.become(replace(growing.record, complete=True))
