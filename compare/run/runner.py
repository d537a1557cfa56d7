"""Running a plan: observed trials first, then interleaved rounds of timed ones."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from compare.errors import ParallaxError, Stopped
from compare.lanes.lane import Lane, Outcome, after_result, within
from compare.plan.plan import OBSERVED_GATE_MS, Effort, PairPlan, Row, shuffled_rounds
from compare.record.nouns import GATE_NOT_MET, PairRecord, Trial, Warmup
from compare.run.programs import ProgramOf, preparation

# After the gates have opened nobody waits for so long: a scene's waits are met, or are moments.
STILL_MS = 2_000
HUNG = ("timeout", "flooded")


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
    loading_s: float = float("inf")  # for loading a text, of the time that a call may take
    spares: bool = (
        False  # who waited in vain once is not called in further cases, and others wait there a quarter
    )
    cut_short: PairRecord | None = None  # what had been seen of the pair in which the run was stopped
    trials_ns: int = 0  # what the examples themselves took, with their preparation
    numbered: int = 0  # the latest number

    def run_pair(self, plan: PairPlan) -> PairRecord:
        """Run one pair whole; a failing row never stops the others.

        Raises:
            Stopped: a signal came; `cut_short` holds what was seen till then, and which rows lack something.
        """
        began = time.monotonic_ns()
        pair = _Pair(self, plan)
        try:
            pair.observe()
            if self.timed:
                pair.time()
        except Stopped:
            pair.interrupted()
            self.cut_short = self._seen(pair, began)
            raise
        return self._seen(pair, began)

    def _seen(self, pair: _Pair, began: int) -> PairRecord:
        plan = pair.plan
        return PairRecord(
            plan.contract.id,
            plan.contract.chapter,
            plan.contract.data,
            plan.cases,
            plan.skips,
            tuple(pair.warmups),
            tuple(pair.trials),
            "" if plan.observed or plan.skips else "no row of it was selected",
            time.monotonic_ns() - began,
        )

    def try_pair(self, plan: PairPlan) -> PairRecord:
        """The same where what is wrong with one pair, its root's C# say, stops that pair only."""
        try:
            return self.run_pair(plan)
        except ParallaxError as error:
            reason = str(error)
        except Exception as error:  # a fault of ours that this pair brought to light: the others still count
            logging.getLogger(__name__).info("%s", plan.contract.id, exc_info=error)
            reason = f"Parallax itself failed: {_where(error)}. Please report it; the other pairs were run."
            for lane in self.lanes.values():
                lane.restart()
        return PairRecord(plan.contract.id, plan.contract.chapter, plan.contract.data, not_run=reason)

    def trials(self, plan: PairPlan) -> int:
        """How many trials a pair has, at most."""
        return len(plan.observed) + len(plan.timed) * self.effort.rounds * self.timed

    def number(self) -> int:
        """The next number, of a trial or of a state."""
        self.numbered += 1
        return self.numbered


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error}"[:200]
    return f"{said} (in {Path(frame.filename).name}, line {frame.lineno})"


class _Pair:
    """The trials of one pair as they come in."""

    def __init__(self, runner: Runner, plan: PairPlan) -> None:
        self.runner = runner
        self.plan = plan
        self.trials: list[Trial] = []
        self.warmups: list[Warmup] = []
        self.failed: set[tuple[str, str, str]] = set()
        self.states: dict[tuple[str, str, str], tuple[int, int]] = {}  # row -> (state, launch)
        self.unloaded: set[str] = set()  # lanes in which the text was still loading when its time was over
        self.repeats: dict[tuple[str, str, str], int | None] = {}
        self.timeout_s = plan.timeout_ms / 1000
        self.answered = 0  # bytes of all answers so far

    def observe(self) -> None:
        """Every row once, with its trace; then a look at what it left behind."""
        for row in self.plan.observed:
            if self._left_out(row):
                continue
            self.runner.progress.start(self.plan.contract.id, row.lane, row.variant.name)
            self._renew(row)  # before the mark: what a replaced worker had is not looked for
            self.runner.lanes[row.lane].mark()
            gate_ms = self.runner.gate_ms // (4 if self._in_vain() else 1)
            request = {"op": "trial", "mode": "observed", "gate_ms": gate_ms, "still_ms": gate_ms + STILL_MS}
            if self.plan.contract.shared:
                request["gaps"] = True
            self.trials.append(self._trial(row, request, 0))
            self._drop(row)
            self._look(row)
            self.runner.progress.advance()

    def interrupted(self) -> None:
        """A trial for every row that was not seen, and for every one whose timed runs were not all made."""
        seen = {_key(trial) for trial in self.trials if trial.mode == "observed"}
        wanting = [("observed", row) for row in self.plan.observed if row.key not in seen]
        if self.runner.timed:
            wanting += [("timed", row) for row in self.plan.timed if row.key in seen - self.failed]
        for mode, row in wanting:
            blank = self._blank(row, mode, 0)
            self.trials.append(replace(blank, state="interrupted", detail="the run was stopped"))

    def time(self) -> None:
        """Rounds of all timed rows whose outputs were right so far, in random order."""
        rows = [row for row in self.plan.timed if row.key not in self.failed]
        for row in rows:
            if not self._left_out(row):
                self._warm(row)
        for lane in {row.lane for row in rows}:
            self.runner.lanes[lane].mark(prepared=True)  # the states stay prepared through all rounds
        began = time.monotonic_ns()
        effort = self.runner.effort
        orders = shuffled_rounds(rows, effort.rounds, self.runner.seed, self.plan.contract.id)
        for number, order in enumerate(orders, start=1):
            spent = time.monotonic_ns() - began
            if number > effort.least_rounds and spent > effort.budget_ns:
                break
            self._round(number, [row for row in order if row.key not in self.failed])
        for row in rows:
            self._drop(row)
            self._look(row)

    def _round(self, number: int, order: list[Row]) -> None:
        for row in order:
            if self._left_out(row):
                continue
            self.runner.progress.start(self.plan.contract.id, row.lane, row.variant.name)
            repeat, least = 1 if row.variant.once else self.repeats.get(row.key), self.runner.effort.sample_ns
            request = {"op": "trial", "mode": "timed", "repeat": repeat, "min_ns": least}
            self._renew(row)
            trial = self._trial(row, request, number)
            self.repeats[row.key] = trial.repeat if trial.state == "ok" else None
            self.trials.append(trial)
            self._look(row)  # after each: what is left behind has only one name
            self.runner.progress.advance()

    def _trial(self, row: Row, request: dict[str, Any], number: int) -> Trial:
        lane = self.runner.lanes[row.lane]
        prepared = self._prepare(row, observed=request["mode"] == "observed")
        blank = self._blank(row, request["mode"], number)
        if not prepared.ok:
            return self._failed(row, blank, prepared)
        state, _ = self.states[row.key]
        outcome = self._ask(lane, request | {"state": state, "trial": f"t{blank.position}"})
        reply = outcome.reply
        if not outcome.ok:
            return self._failed(row, blank, outcome)
        return replace(
            blank,
            outputs=tuple(reply["outputs"]),
            elapsed_ns=reply["elapsed_ns"],
            repeat=reply["repeat"],
            cpu_ns=reply.get("cpu_ns"),
            peak_bytes=outcome.peak_bytes,
            trace=tuple(reply.get("trace", ())),
            late=reply.get("late", 0),
            began_ns=reply.get("began_ns", 0),
            printed=outcome.printed,
        )

    def _blank(self, row: Row, mode: str, number: int) -> Trial:
        launch, position = self.runner.lanes[row.lane].launch, self.runner.number()
        return Trial(row.case, row.variant.name, row.lane, mode, launch, number, position, "ok")

    def _failed(self, row: Row, blank: Trial, outcome: Outcome) -> Trial:
        self.failed.add(row.key)
        trace = outcome.reply.get("trace", ())
        return replace(
            blank, state=outcome.state, detail=outcome.detail, stderr=outcome.stderr, trace=tuple(trace)
        )

    def _renew(self, row: Row) -> None:
        """A new worker for each trial of a pair that asks for it."""
        if self.plan.contract.worker == "fresh":
            self.runner.lanes[row.lane].restart()

    def _prepare(self, row: Row, observed: bool = False) -> Outcome:
        """Prepare the row's state, again where its worker was replaced."""
        lane = self.runner.lanes[row.lane]
        _, launch = self.states.get(row.key, (0, 0))
        if launch == lane.launch:
            return Outcome("ok")
        state = self.runner.number()
        request = preparation(self.plan.contract, row, lane.kind, self.runner.program_of, observed)
        outcome = self._ask(lane, request | {"state": state}, self.runner.loading_s)
        if outcome.state in HUNG:
            self.unloaded.add(row.lane)
        if outcome.ok:
            self.states[row.key] = (state, lane.launch)
        return outcome

    def _warm(self, row: Row) -> None:
        self._renew(row)
        lane, effort = self.runner.lanes[row.lane], self.runner.effort
        calls = 1 if row.variant.once else effort.warm_calls
        outcome = self._prepare(row)
        if outcome.ok:
            request = {"op": "warm", "max_calls": calls, "max_ns": effort.warm_ns}
            outcome = self._ask(lane, request | {"state": self.states[row.key][0]})
        if not outcome.ok:
            self.trials.append(self._failed(row, self._blank(row, "timed", 0), outcome))
            return
        figures = (outcome.reply["first_ns"], outcome.reply["calls"], outcome.reply["elapsed_ns"])
        self.warmups.append(Warmup(row.variant.name, row.lane, lane.launch, *figures))

    def _drop(self, row: Row) -> None:
        state, launch = self.states.pop(row.key, (0, 0))
        lane = self.runner.lanes[row.lane]
        if launch == lane.launch:
            self._blame(row, launch, after_result(self._ask(lane, {"op": "drop", "state": state})))

    def _look(self, row: Row) -> None:
        """See what the row's latest trial left behind."""
        lane = self.runner.lanes[row.lane]
        self._blame(row, lane.launch, lane.leftovers())

    def _blame(self, row: Row, launch: int, outcome: Outcome) -> None:
        """A row's latest trial is what came after it, unless it had failed already; its worker is replaced."""
        if outcome.ok:
            return
        self.failed.add(row.key)
        lane = self.runner.lanes[row.lane]
        if lane.launch == launch:
            lane.restart()
        index = next((i for i in reversed(range(len(self.trials))) if _key(self.trials[i]) == row.key), None)
        if index is not None and self.trials[index].state == "ok":  # what it failed with says more
            told = {"state": outcome.state, "detail": outcome.detail, "stderr": outcome.stderr}
            self.trials[index] = replace(self.trials[index], **told)

    def _ask(self, lane: Lane, request: Mapping[str, Any], limit_s: float = float("inf")) -> Outcome:
        began = time.monotonic_ns()
        outcome = lane.ask(request, min(self.timeout_s, limit_s))
        self.runner.trials_ns += time.monotonic_ns() - began
        self.answered += outcome.size
        return within(self.answered, outcome)

    def _left_out(self, row: Row) -> bool:
        why = self._why_not(row)
        if why and row.key not in self.failed:
            self.failed.add(row.key)
            blank = replace(self._blank(row, "observed", 0), launch=0)
            self.trials.append(replace(blank, state="not-run", detail=why))
        return bool(why)

    def _why_not(self, row: Row) -> str:
        if time.monotonic() >= self.runner.deadline:
            return "--max-time was reached"
        if self.runner.spares and row.lane in self.unloaded:
            return "its text did not end loading before"
        return "it hung in a case before" if (row.variant.name, row.lane) in self._in_vain() else ""

    def _in_vain(self) -> set[tuple[str, str]]:
        """Where waits are spared: the variants that hung or waited at a gate in vain, by lane."""
        waited = self.trials if self.runner.spares else ()
        return {
            (one.variant, one.lane)
            for one in waited
            if one.state in HUNG or any(event["name"] == GATE_NOT_MET for event in one.trace)
        }


def _key(trial: Trial) -> tuple[str, str, str]:
    return (trial.case, trial.variant, trial.lane)
