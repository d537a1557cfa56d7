"""Running a plan: observed trials first, then interleaved rounds of timed ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Protocol

from compare.contract import Contract
from compare.lanes.base import Lane, Outcome, Program
from compare.lanes.counterpart import KEY, counterpart
from compare.plan import OBSERVED_GATE_MS, Effort, PairPlan, Row, shuffled_rounds
from compare.record import PairRecord, Skip, Trial, Warmup, sound

ProgramOf = Callable[[Contract, str], Program]


class Progress(Protocol):
    """What a run tells while it goes on."""

    def expect(self, trials: Mapping[str, int], in_turn: bool = True) -> None:
        """How many trials each pair will have, at most, and whether one pair comes after another."""

    def start(self, pair: str, lane: str, variant: str) -> None:
        """A row's trial begins."""

    def advance(self) -> None:
        """A trial has ended."""


@dataclass
class Runner:
    """Runs pairs over open lanes; the only state is the numbering of trials and states."""

    lanes: Mapping[str, Lane]
    program_of: ProgramOf  # (contract, lane kind) -> where its text is
    effort: Effort
    seed: int
    progress: Progress
    deadline: float = float("inf")  # monotonic seconds; no trial starts after it
    gate_ms: int = OBSERVED_GATE_MS
    timed: bool = True
    trials_ns: int = 0  # what the examples themselves took, with their preparation
    _numbers: Iterable[int] = field(default_factory=lambda: count(1))

    def run_pair(self, plan: PairPlan) -> PairRecord:
        """Run one pair whole; a failing row never stops the others."""
        began = time.monotonic_ns()
        pair = _Pair(self, plan)
        pair.observe()
        if self.timed:
            pair.time()
        return PairRecord(
            plan.contract.id,
            plan.contract.chapter,
            plan.contract.data,
            plan.cases,
            (*plan.skips, *pair.skips),
            tuple(pair.warmups),
            tuple(pair.trials),
            "" if plan.observed else _nothing(plan),
            time.monotonic_ns() - began,
        )

    def number(self) -> int:
        """The next number, of a trial or of a state."""
        return next(self._numbers)  # type: ignore[call-overload]


def _nothing(plan: PairPlan) -> str:
    reasons = sorted({skip.reason for skip in plan.skips})
    return "" if reasons else "no row of it was selected"


class _Pair:
    """The trials of one pair as they come in."""

    def __init__(self, runner: Runner, plan: PairPlan) -> None:
        self.runner = runner
        self.plan = plan
        self.trials: list[Trial] = []
        self.warmups: list[Warmup] = []
        self.skips: list[Skip] = []
        self.failed: set[tuple[str, str, str]] = set()
        self.states: dict[tuple[str, str, str], tuple[int, int]] = {}  # row -> (state, launch)
        self.repeats: dict[tuple[str, str, str], int | None] = {}
        self.timeout_s = plan.timeout_ms / 1000

    def observe(self) -> None:
        """Every row once, with its trace; then a look at what it left behind."""
        for row in self.plan.observed:
            if self._late(row):
                continue
            self.runner.progress.start(self.plan.contract.id, row.lane, row.variant.name)
            self.runner.lanes[row.lane].mark()
            request = {"op": "trial", "mode": "observed", "gate_ms": self.runner.gate_ms}
            trial = self._trial(row, request, 0)
            self._drop(row)
            self.trials.append(self._looked_at(row, trial))
            self.runner.progress.advance()

    def time(self) -> None:
        """Rounds of all timed rows whose outputs were right so far, in random order."""
        rows = [row for row in self.plan.timed if row.key not in self.failed]
        for row in rows:
            if not self._late(row):
                self._warm(row)
        for lane in {row.lane for row in rows}:
            self.runner.lanes[lane].mark(prepared=True)  # the states stay prepared through all rounds
        began = time.monotonic_ns()
        orders = shuffled_rounds(rows, self.runner.effort.rounds, self.runner.seed, self.plan.contract.id)
        for number, order in enumerate(orders, start=1):
            spent = time.monotonic_ns() - began
            if number > self.runner.effort.least_rounds and spent > self.runner.effort.budget_ns:
                break
            self._round(number, [row for row in order if row.key not in self.failed])
        for row in rows:
            self._drop(row)

    def _round(self, number: int, order: list[Row]) -> None:
        last: dict[str, int] = {}
        for row in order:
            if self._late(row):
                continue
            self.runner.progress.start(self.plan.contract.id, row.lane, row.variant.name)
            request = {
                "op": "trial",
                "mode": "timed",
                "repeat": 1 if row.variant.once else self.repeats.get(row.key),
                "min_ns": self.runner.effort.sample_ns,
            }
            trial = self._trial(row, request, number)
            self.repeats[row.key] = trial.repeat if trial.state == "ok" else None
            self.trials.append(trial)
            last[row.lane] = len(self.trials) - 1
            self.runner.progress.advance()
        for index in last.values():
            row = next(one for one in order if one.key == _key(self.trials[index]))
            self.trials[index] = self._looked_at(row, self.trials[index])

    def _trial(self, row: Row, request: dict[str, Any], number: int) -> Trial:
        lane = self.runner.lanes[row.lane]
        prepared = self._prepare(row)
        position = self.runner.number()
        blank = Trial(
            row.case, row.variant.name, row.lane, request["mode"], lane.launch, number, position, "ok"
        )
        if not prepared.ok:
            return self._failed(row, blank, prepared)
        state, _ = self.states[row.key]
        outcome = self._ask(lane, request | {"state": state, "trial": f"t{position}"})
        if not outcome.ok:
            return self._failed(row, blank, outcome)
        return self._answered(row, blank, outcome)

    def _answered(self, row: Row, blank: Trial, outcome: Outcome) -> Trial:
        reply = outcome.reply
        fault = fault_in(reply)
        if fault:
            return self._failed(row, blank, Outcome("bad-result", fault))
        return replace(
            blank,
            outputs=tuple(reply["outputs"]),
            elapsed_ns=reply["elapsed_ns"],
            repeat=reply["repeat"],
            cpu_ns=reply.get("cpu_ns"),
            peak_bytes=outcome.peak_bytes,
            trace=tuple(reply.get("trace", ())),
            late=reply.get("late", 0),
        )

    def _failed(self, row: Row, blank: Trial, outcome: Outcome) -> Trial:
        self.failed.add(row.key)
        trace = outcome.reply.get("trace", ())
        return replace(
            blank, state=outcome.state, detail=outcome.detail, stderr=outcome.stderr, trace=tuple(trace)
        )

    def _prepare(self, row: Row) -> Outcome:
        """Prepare the row's state, again where its worker was replaced."""
        lane = self.runner.lanes[row.lane]
        if self.plan.contract.worker == "fresh":
            lane.restart()
        _, launch = self.states.get(row.key, (0, 0))
        if launch == lane.launch:
            return Outcome("ok")
        state = self.runner.number()
        request = preparation(self.plan.contract, row, lane.kind, self.runner.program_of) | {"state": state}
        outcome = self._ask(lane, request)
        if outcome.ok:
            self.states[row.key] = (state, lane.launch)
        return outcome

    def _warm(self, row: Row) -> None:
        lane = self.runner.lanes[row.lane]
        if not self._prepare(row).ok:
            return
        effort = self.runner.effort
        calls = 1 if row.variant.once else effort.warm_calls
        request = {
            "op": "warm",
            "max_calls": calls,
            "max_ns": effort.warm_ns,
            "state": self.states[row.key][0],
        }
        reply = self._ask(lane, request).reply
        if "first_ns" in reply:
            figures = (reply["first_ns"], reply["calls"], reply["elapsed_ns"])
            self.warmups.append(Warmup(row.variant.name, row.lane, lane.launch, *figures))

    def _drop(self, row: Row) -> None:
        state, launch = self.states.pop(row.key, (0, 0))
        lane = self.runner.lanes[row.lane]
        if launch == lane.launch:
            self._ask(lane, {"op": "drop", "state": state})

    def _looked_at(self, row: Row, trial: Trial) -> Trial:
        lane = self.runner.lanes[row.lane]
        state, detail = lane.leftovers()
        if not state:
            return trial
        self.failed.add(row.key)
        lane.restart()
        if trial.state != "ok":  # what it failed with says more
            return trial
        return replace(trial, state=state, detail=detail)

    def _ask(self, lane: Lane, request: Mapping[str, Any]) -> Outcome:
        began = time.monotonic_ns()
        outcome = lane.ask(request, self.timeout_s)
        self.runner.trials_ns += time.monotonic_ns() - began
        return outcome

    def _late(self, row: Row) -> bool:
        if time.monotonic() < self.runner.deadline:
            return False
        if row.key not in self.failed:
            self.failed.add(row.key)
            where = (row.case, row.variant.name, row.lane, "observed", 0, 0, self.runner.number())
            self.trials.append(Trial(*where, "not-run", "--max-time was reached"))
        return True


def preparation(contract: Contract, row: Row, kind: str, program_of: ProgramOf) -> dict[str, Any]:
    """The request that prepares a row in a lane of a kind; its state's number is still to be put in."""
    parameters = dict(row.parameters)
    if row.variant.counterpart:
        parameters[KEY] = counterpart(contract, kind, program_of)
    return {"op": "prepare", "parameters": parameters} | program_of(contract, kind).request()


def _key(trial: Trial) -> tuple[str, str, str]:
    return (trial.case, trial.variant, trial.lane)


def fault_in(reply: Mapping[str, Any]) -> str:
    """What is wrong with a trial's answer, or nothing."""
    outputs = reply.get("outputs")
    if not isinstance(outputs, list) or not outputs:
        return "the answer has no outputs"
    if not all(isinstance(one, dict) and isinstance(one.get("value"), dict) for one in outputs):
        return "an output is not an object"
    if not sound(outputs):
        return "an output has a number that is not finite or beyond 2**53"
    if not sound([[event.get("item"), event.get("value")] for event in reply.get("trace", ())]):
        return "the trace has an item or a value that is no text, flag or finite number"
    elapsed, repeat = reply.get("elapsed_ns"), reply.get("repeat")
    if not isinstance(elapsed, int) or not isinstance(repeat, int) or elapsed <= 0 or repeat <= 0:
        return "its time or its count is not a positive integer"
    return ""
