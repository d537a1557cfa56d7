"""Runs pairs for a client elsewhere, a line of JSON each way: the process beside a Dask worker.

The first line is the job, and its answer a record with the lanes of this machine. Each later line asks for a pair,
and its answer is a record of that pair, run as `compare` runs it. It ends with its standard input, whatever it does
then; nothing of it is left after.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from compare import __version__
from compare.beside.against import Beside, base_beside
from compare.catalogue.contract import Contract
from compare.catalogue.loading import load_catalogue
from compare.cluster.job import MACHINES, ClusterJob, heads_of, read_job
from compare.errors import ParallaxError, Stopped
from compare.lanes.find import LaneName, parse_lanes
from compare.lanes.lanes_file import lanes_of
from compare.lanes.weaker import weaker_modes
from compare.plan.choice import Selection, choose
from compare.record.nouns import PairRecord, Record
from compare.record.saving import dumps, strict_json
from compare.run.session import session
from compare.run.silent import Silent
from compare.run.stopping import stopped_by_signals
from compare.run.workplace import Workplace, needed, workplace
from compare.setup.machine import describe

IDLE_S = 600  # so long without a request, and the client is taken to be gone


def main() -> int:
    """Serve one client over standard input and output."""
    answers = _alone()
    try:
        with stopped_by_signals():
            _serve(_lines(sys.stdin.buffer), answers)
    except Stopped as stopped:
        return int(stopped.exit_code)
    return 0


def _alone() -> IO[bytes]:
    """Standard output for answers alone: whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """The client's lines; where they end, a signal ends what is being run, as Ctrl-C would."""
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(b"")
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

    threading.Thread(target=read, daemon=True, name="requests").start()
    with contextlib.suppress(queue.Empty):
        while line := lines.get(timeout=IDLE_S):
            yield line.decode()


def _serve(lines: Iterator[str], answers: IO[bytes]) -> None:
    def tell(answer: Record | dict[str, Any]) -> None:
        answers.write(dumps(answer).encode("utf-8", "backslashreplace") + b"\n")
        answers.flush()

    try:
        job = read_job(next(lines))
        selection = choose(load_catalogue(job.options.roots), job.options).held_against(job.held)
        names = needed(selection, parse_lanes(job.lanes, lanes_of(job.lanes_file, job.options.roots), True))
        with (
            session() as around,
            base_beside(selection, around) as beside,
            workplace(selection, names, around, Silent()) as place,
        ):
            if beside:
                beside.build(place.found)
            pairs = _Pairs(selection, names, place, beside)
            known = _known(job, place)
            tell(known)
            for line in lines:
                tell(pairs.answer(strict_json(line, "a request"), known))
    except ParallaxError as error:
        tell({"error": str(error)})


def _known(job: ClusterJob, place: Workplace) -> Record:
    """What the client must know of this machine before it gives it a pair."""
    here = {name: getattr(place.choice, name) for name in MACHINES} | {"weaker": weaker_modes()}
    return Record(
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=job.seed,
        options={},
        machine=describe() | here,
        lanes=place.found,
        tool=__version__,
        heads=heads_of(job.options.roots),
    )


@dataclass(frozen=True)
class _Pairs:
    """Runs the pairs of a job, one when it is asked for."""

    selection: Selection
    names: Sequence[LaneName]
    place: Workplace
    beside: Beside | None  # the base, where head is held against one

    def answer(self, request: Mapping[str, Any], known: Record) -> Record:
        """The record of one pair, with the base's side and its times where both sides were timed.

        Args:
            request: as the client's `Request` has it.
            known: this machine.
        """
        runner = self.place.runner
        began, before, left_s = time.monotonic_ns(), runner.trials_ns, request["left_s"]
        runner.deadline = float("inf") if left_s is None else time.monotonic() + left_s
        contract = next((one for one in self.selection.chosen if one.id == request["pair"]), None)
        if contract:
            record = self._seen(contract, bool(request["timed"]), known)
        else:
            lost = PairRecord(request["pair"], "", {}, not_run="the worker's checkout has no such pair")
            record = replace(known, pairs=(lost,))
        took = {"wall_ns": time.monotonic_ns() - began, "trials_ns": runner.trials_ns - before}
        return replace(record, **took)

    def _seen(self, contract: Contract, timed: bool, known: Record) -> Record:
        place = self.place
        plan = place.plan(contract)
        plan = plan if timed else replace(plan, timed=())
        with place.watched([plan], Path(tempfile.gettempdir())):
            pair = place.run(plan)
            record = replace(known, lanes=tuple(place.facts), pairs=(pair,))
            if self.beside and timed:
                by_name = {name.name: name for name in self.names}
                *_, record = self.beside.run(record, [plan], place.runner, by_name, place.choice)
        return record


if __name__ == "__main__":
    sys.exit(main())
