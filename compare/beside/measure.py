"""Base beside head: visits in ABBA order, over several launches of each side that stay alive."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from statistics import geometric_mean, median
from typing import Any

from compare.diff.rule import LAUNCHES, LOOKS, TEAM, decided, turns
from compare.lanes.lane import Lane, Outcome, after_result
from compare.plan.plan import Row
from compare.record.nouns import Sample


@dataclass(frozen=True)
class Spend:
    """What a row's measurement may take; times in nanoseconds."""

    launches: Mapping[str, int] = field(default_factory=lambda: LAUNCHES)  # a side, by the lane's kind
    team: int = TEAM  # launches that a visit calls on; one where each sample is a launch of its own
    pairs: int = LOOKS[-1]
    trials: tuple[int, int] = (1, 6)  # in each launch of a visit, from and to; their median counts
    trial_ns: int = 5_000_000  # at least
    launch_ns: int = 30_000_000  # about so long in each launch of a visit, where that many trials fit
    warm_ns: int = 1_500_000_000  # all launches at once
    long_ns: int = 150_000_000  # a call that is a launch of its own and takes so long needs one worker a side
    row_ns: int = 14_000_000_000  # with its warm-up; no step is begun that would not end by then
    decides: bool = True  # whether the rule ends a row early; a trace for its study is recorded without


FULL = Spend()
SMOKE = Spend(  # passes no verdict
    launches=dict.fromkeys(LAUNCHES, 2),
    team=1,
    pairs=4,
    trials=(1, 1),
    trial_ns=2_000_000,
    warm_ns=20_000_000,
)


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

    def warm(self, place: int, nanoseconds: int) -> int:
        """Call it in one launch for a while, once at least; how long that took."""
        state = self._prepared(place)
        calls = 1 if self.row.variant.once else 1_000_000
        request = {"op": "warm", "state": state, "max_calls": calls, "max_ns": nanoseconds}
        return self._ask(place, request)["elapsed_ns"]

    def visit(self, team: Sequence[int], repeat: int, trials: int, trial_ns: int) -> float:
        """Some trials in each launch of a team: the time of a call, the geometric mean over the launches."""
        return geometric_mean(self.call_on(place, repeat, trials, trial_ns)[0] for place in team)

    def call_on(self, place: int, repeat: int | None, trials: int, trial_ns: int) -> tuple[float, int]:
        """Some trials in one launch: the median time of a call, and how often one trial called."""
        times = []
        for _ in range(trials):
            if self.fresh:
                self.lanes[place].restart()
            state = self._prepared(place)
            request = {"op": "trial", "mode": "timed", "state": state, "trial": f"v{next(_numbers)}"}
            reply = self._ask(place, request | {"repeat": repeat, "min_ns": trial_ns, "slow": self.slow})
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
            left = lane.leftovers()
            dropped = after_result(lane.ask({"op": "drop", "state": state}, self.timeout_s))
            if outcome := next((one for one in (left, dropped) if not one.ok), None):
                lane.restart()
                raise Failed(self.name, outcome)

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
    started = time.monotonic_ns()
    launches = len(base.lanes) if base.fresh else _warm((base, head), spend)
    repeat, trials = (1, 1) if base.row.variant.once else _calibrated((base, head), spend)
    teams = _teams(launches, 1 if base.fresh or base.row.variant.once else spend.team)
    samples: list[Sample] = []
    began = time.monotonic_ns()
    for turn in turns(source, len(teams)):
        if stop():
            break
        order = [(base, turn.base), (head, turn.head)]
        times = {
            side.name: side.visit(teams[number], repeat, trials, spend.trial_ns)
            for side, number in (order[::-1] if turn.head_first else order)
        }
        samples.append((times[base.name], times[head.name], turn.base, turn.head, turn.head_first))
        if len(samples) >= spend.pairs or (spend.decides and decided(samples, margin)):
            break
        by_then = _by_next_look(len(samples), time.monotonic_ns() - began)
        if len(samples) in LOOKS and began - started + by_then > spend.row_ns:
            break
    for side in (base, head):
        side.leave()
    return tuple(samples)


def _by_next_look(pairs: int, taken_ns: int) -> float:
    """What all pairs will have taken by the next look; 0 where there is none."""
    return taken_ns / pairs * next((look for look in LOOKS if look > pairs), 0)


def _teams(launches: int, size: int) -> list[range]:
    """The places of a crew's launches, so many to a team."""
    return [range(first, min(first + size, launches)) for first in range(0, launches, size)]


def _warm(sides: Sequence[Side], spend: Spend) -> int:
    """All launches at once: for its first calls a runtime waits for the clock, not for a processor.

    Returns:
        how many launches of each side are warm and may be called on.
    """
    launches = len(sides[0].lanes)
    # Where a call starts processes and is long, the worker that makes it has no part in its time; and to warm up all
    # of them would take as long as to measure the row.
    if sides[0].row.variant.once and min(_called(sides, 1, spend.warm_ns)) >= spend.long_ns:
        launches = 1
    else:
        _called(sides, launches, spend.warm_ns)
    for side in sides:
        for lane in side.lanes[:launches]:
            lane.mark(prepared=True)
    return launches


def _called(sides: Sequence[Side], launches: int, nanoseconds: int) -> list[int]:
    """Call the first launches of each side for a while, all at once; how long each took."""
    places = [(side, place) for side in sides for place in range(launches)]
    with ThreadPoolExecutor(len(places)) as threads:
        warming = [threads.submit(side.warm, place, nanoseconds) for side, place in places]
        return [one.result() for one in warming]


def _calibrated(sides: Sequence[Side], spend: Spend) -> tuple[int, int]:
    """How often a trial calls, and the trials in a launch of a visit: one count for both sides and all launches."""
    repeat = max(side.call_on(0, None, 1, spend.trial_ns)[1] for side in sides)
    began = time.monotonic_ns()
    for side in sides:
        side.call_on(0, repeat, 1, spend.trial_ns)
    # With what is done to its outputs, which may take longer than all calls.
    trial = (time.monotonic_ns() - began) / len(sides)
    least, most = spend.trials
    return repeat, min(most, max(least, round(spend.launch_ns / trial)))
