"""Base beside head: visits in ABBA order, over several launches of each side that stay alive."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import Any

from compare.diff.rule import LAUNCHES, LOOKS, decided, turns
from compare.lanes.base import Lane, Outcome
from compare.plan import Row
from compare.run import fault_in
from compare.stats import log_ratios

Sample = tuple[float, float, int, int, bool]


@dataclass(frozen=True)
class Spend:
    """What a row's measurement may take; times in nanoseconds."""

    launches: int = LAUNCHES  # a side
    pairs: int = LOOKS[-1]
    trials: int = 2  # a visit; their median is the sample
    trial_ns: int = 5_000_000  # at least
    warm_ns: int = 500_000_000  # a launch, shared by the pair's variants
    decides: bool = True  # whether the rule ends a row early; a trace for its study is recorded without


FULL = Spend()
SMOKE = Spend(launches=2, pairs=4, trials=1, trial_ns=2_000_000, warm_ns=20_000_000)  # passes no verdict


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
        self.lanes[place].mark(prepared=True)

    def visit(self, place: int, repeat: int | None, spend: Spend) -> tuple[float, int]:
        """Some trials in one launch: the median time of a call, and how often one trial called."""
        times = []
        for _ in range(1 if self.row.variant.once else spend.trials):
            state = self._prepared(place)
            request = {"op": "trial", "mode": "timed", "state": state, "trial": f"v{next(_numbers)}"}
            reply = self._ask(
                place, request | {"repeat": repeat, "min_ns": spend.trial_ns, "slow": self.slow}
            )
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
        if self.fresh and place in self._states:
            lane.restart()
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
    warm_share: float = 1.0,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Sample, ...]:
    """Pairs of visits until the rule has decided, or all looks are done.

    Args:
        base: one side.
        head: the other.
        margin: the row's own.
        source: decides who goes first in each block.
        spend: how much.
        warm_share: this row's share of a launch's warm-up.
        stop: asked before each block; True ends the row early.

    Raises:
        Failed: a trial of either side failed.
    """
    launches = min(spend.launches, len(base.lanes), len(head.lanes))
    for side in (base, head):
        for place in range(launches):
            side.warm(place, int(spend.warm_ns * warm_share))
    repeat = 1 if base.row.variant.once else None
    if repeat is None:  # one count for both sides and all launches
        counts = [side.visit(0, None, spend)[1] for side in (base, head)]
        repeat = max(counts)
    samples: list[Sample] = []
    logs: list[float] = []
    for turn in turns(source, launches):
        if stop():
            break
        order = [(base, turn.base), (head, turn.head)]
        times = {
            side.name: side.visit(place, repeat, spend)[0]
            for side, place in (order[::-1] if turn.head_first else order)
        }
        samples.append((times[base.name], times[head.name], turn.base, turn.head, turn.head_first))
        logs += log_ratios([times[head.name]], [times[base.name]])
        if len(samples) >= spend.pairs or (spend.decides and decided(logs, margin)):
            break
    for side in (base, head):
        side.leave()
    return tuple(samples)
