"""Base beside head: visits in ABBA order, over several launches of each side that stay alive."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import Any

from compare.diff.rule import LAUNCHES, LOOKS, decided, turns
from compare.lanes.base import Lane, Outcome
from compare.plan import Row
from compare.record import Sample
from compare.run import fault_in


@dataclass(frozen=True)
class Spend:
    """What a row's measurement may take; times in nanoseconds."""

    launches: int = LAUNCHES  # a side
    pairs: int = LOOKS[-1]
    trials: tuple[int, int] = (2, 8)  # a visit, from and to; their median is the sample
    trial_ns: int = 5_000_000  # at least
    visit_ns: int = 40_000_000  # about so long, where that many trials fit
    warm_ns: int = 1_500_000_000  # all launches at once
    row_ns: int = 14_000_000_000  # no step is begun that would not end by then
    decides: bool = True  # whether the rule ends a row early; a trace for its study is recorded without


FULL = Spend()
SMOKE = Spend(launches=2, pairs=4, trials=(1, 1), trial_ns=2_000_000, warm_ns=20_000_000)  # passes no verdict


class Failed(Exception):
    """A trial of a side failed; the row is not timed any further."""

    def __init__(self, side: str, outcome: Outcome) -> None:
        super().__init__(f"{side}: {outcome.state}" + (f" ({outcome.detail})" if outcome.detail else ""))
        self.outcome = outcome


@dataclass
class Side:
    """One side of a row: its program, prepared in each of its launches."""

    name: str  # base | head
    lanes: Sequence[Lane]  # a launch each
    preparation: Mapping[str, Any]  # the request that prepares the row's state, but for its number
    row: Row
    fresh: bool  # a new worker for each trial
    timeout_s: float
    slow: float = 0.0  # a real delay in the worker, as a share of its time: for the study of noise
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)  # distinct ones, by their text
    _states: dict[int, tuple[int, int]] = field(
        default_factory=dict
    )  # launch's place -> (state, worker's number)

    def warm(self, place: int, nanoseconds: int) -> None:
        """Call it in one launch for a while."""
        state = self._prepared(place)
        calls = 1 if self.row.variant.once else 1_000_000
        self._ask(place, {"op": "warm", "state": state, "max_calls": calls, "max_ns": nanoseconds})

    def visit(self, place: int, repeat: int | None, trials: int, trial_ns: int) -> tuple[float, int]:
        """Some trials in one launch: the median time of a call, and how often one trial called."""
        times = []
        for _ in range(trials):
            if self.fresh:
                self.lanes[place].restart()
            state = self._prepared(place)
            request = {"op": "trial", "mode": "timed", "state": state, "trial": f"v{next(_numbers)}"}
            reply = self._ask(place, request | {"repeat": repeat, "min_ns": trial_ns, "slow": self.slow})
            if fault := fault_in(reply):
                raise Failed(self.name, Outcome("bad-result", fault))
            self._keep(reply["outputs"])
            times.append(reply["elapsed_ns"] / reply["repeat"])
            repeat = reply["repeat"]
        return median(times), repeat or 1

    def leave(self) -> None:
        """Drop the states, and see what was left behind."""
        for place, (state, launch) in self._states.items():
            lane = self.lanes[place]
            if lane.launch != launch:
                continue
            left, detail = lane.leftovers()
            lane.ask({"op": "drop", "state": state}, self.timeout_s)
            if left:
                lane.restart()
                raise Failed(self.name, Outcome(left, detail))

    def _prepared(self, place: int) -> int:
        lane = self.lanes[place]
        state, launch = self._states.get(place, (0, 0))
        if launch != lane.launch:
            state = next(_numbers)
            self._ask(place, {**self.preparation, "state": state})
            self._states[place] = (state, lane.launch)
        return state

    def _ask(self, place: int, request: Mapping[str, Any]) -> Mapping[str, Any]:
        outcome = self.lanes[place].ask(request, self.timeout_s)
        if not outcome.ok:
            raise Failed(self.name, outcome)
        return outcome.reply

    def _keep(self, outputs: Sequence[Mapping[str, Any]]) -> None:
        for output in outputs:
            kept = self.outputs.setdefault(repr(output["value"]), {"value": output["value"], "count": 0})
            kept["count"] += output["count"]


_numbers = count(1_000_000_000)  # states and trials; the runner's own are far below


def measure(
    base: Side,
    head: Side,
    margin: float,
    source: random.Random,
    spend: Spend,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Sample, ...]:
    """Pairs of visits until the rule has decided, or all looks are done, or the row has had its time.

    Args:
        base: one side.
        head: the other.
        margin: the row's own.
        source: decides who goes first in each block.
        spend: how much.
        stop: asked before each block; True ends the row early.

    Raises:
        Failed: a trial of either side failed.
    """
    launches = min(spend.launches, len(base.lanes), len(head.lanes))
    if not base.fresh:
        _warm((base, head), launches, spend.warm_ns)
    repeat, trials = (1, 1) if base.row.variant.once else _calibrated((base, head), spend)
    samples: list[Sample] = []
    began = time.monotonic_ns()
    for turn in turns(source, launches):
        if stop():
            break
        order = [(base, turn.base), (head, turn.head)]
        times = {
            side.name: side.visit(place, repeat, trials, spend.trial_ns)[0]
            for side, place in (order[::-1] if turn.head_first else order)
        }
        samples.append((times[base.name], times[head.name], turn.base, turn.head, turn.head_first))
        if len(samples) >= spend.pairs or (spend.decides and decided(samples, margin)):
            break
        if len(samples) in LOOKS and _by_next_look(len(samples), time.monotonic_ns() - began) > spend.row_ns:
            break
    for side in (base, head):
        side.leave()
    return tuple(samples)


def _by_next_look(pairs: int, taken_ns: int) -> float:
    """What the row will have taken by its next look; 0 where there is none."""
    return taken_ns / pairs * next((look for look in LOOKS if look > pairs), 0)


def _warm(sides: Sequence[Side], launches: int, nanoseconds: int) -> None:
    """All launches at once: for its first calls a runtime waits for the clock, not for a processor."""
    with ThreadPoolExecutor(len(sides) * launches) as threads:
        warming = [
            threads.submit(side.warm, place, nanoseconds) for side in sides for place in range(launches)
        ]
        for one in warming:
            one.result()
    for side in sides:
        for lane in side.lanes[:launches]:
            lane.mark(prepared=True)


def _calibrated(sides: Sequence[Side], spend: Spend) -> tuple[int, int]:
    """How often a trial calls, and the trials of a visit: one count for both sides and all launches."""
    repeat = max(side.visit(0, None, 1, spend.trial_ns)[1] for side in sides)
    began = time.monotonic_ns()
    for side in sides:
        side.visit(0, repeat, 1, spend.trial_ns)
    # With what is done to its outputs, which may take longer than all calls.
    trial = (time.monotonic_ns() - began) / len(sides)
    least, most = spend.trials
    return repeat, min(most, max(least, int(spend.visit_ns / trial)))
