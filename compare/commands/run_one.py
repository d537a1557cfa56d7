"""`invoke run PAIR`: one observed trial a lane, its output live, its result, and who ran when on one axis."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from compare.catalogue.contract import Contract
from compare.commands.look import find
from compare.errors import Exit, UsageError, nearest
from compare.judge import judge
from compare.lanes.counterpart import lacking
from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lanes_file import lanes_of
from compare.plan.choice import Choice, settings
from compare.plan.options import number, roots
from compare.plan.plan import QUICK, PairPlan, Row, plan_pair
from compare.record.nouns import LaneFacts, PairRecord, Record, Trial
from compare.report.console import console
from compare.report.timeline import length_ns, timeline
from compare.report.unjudged import unjudged
from compare.run.programs import Programs
from compare.run.runner import Runner
from compare.run.session import session
from compare.run.silent import Silent
from compare.setup.machine import describe
from compare.text import for_terminal, say

BOTH = "python,dotnet"


@dataclass(frozen=True)
class Seen:
    """What one observed trial a lane came to."""

    contract: Contract
    rows: tuple[Row, ...]
    pair: PairRecord  # a trial a row, in their order
    facts: tuple[LaneFacts, ...]

    @property
    def axis_ns(self) -> int:
        """How long the longest trace is."""
        return max(length_ns(trial.trace) for trial in self.pair.trials)


def do_run(raw: Mapping[str, Any]) -> int:
    """Run one variant of one pair, in one lane or in several, warm unless `--cold`."""
    seen = observe(raw, Echo(), lanes="python")
    for row, trial in zip(seen.rows, seen.pair.trials, strict=True):
        _print(seen.contract, row, trial, seen.axis_ns)
    for skip in seen.pair.skips:
        say(f"not in lane {skip.lane}: {skip.reason}")
    report = judge(Record("", 0, {}, describe(), seen.facts, (seen.pair,)))
    for finding in report.pairs[0].findings:
        say(f"wrong: {finding.message}")
    say(*(f"{sentence}." for sentence in unjudged(report.pairs)))
    return int(Exit.DIFFERS if report.pairs[0].findings else Exit.OK)


def observe(raw: Mapping[str, Any], echo: Echo | None = None, lanes: str = BOTH) -> Seen:
    """Run one variant as a user asks for it, once a lane.

    Args:
        raw: pair, lane, variant, case, set, timeout, cold and root as `invoke run` has them.
        echo: given what the examples print; None shows nothing of it.
        lanes: where the user names none.

    Raises:
        UsageError: a wrong name or value, or a variant that no lane runs.
        EnvironmentLacks: a lane is not there.
    """
    contract = find(raw.get("pair") or "", raw)
    variant = raw.get("variant") or contract.headline.name
    names = [one.name for one in contract.variants]
    if variant not in names:
        raise UsageError(f"{contract.id} has no variant {variant!r}.{nearest(variant, names)}")
    case = raw.get("case") or contract.cases[0].id
    if case not in [one.id for one in contract.cases]:
        raise UsageError(
            f"{contract.id} has no case {case!r}.{nearest(case, [one.id for one in contract.cases])}"
        )
    named = parse_lanes(raw.get("lane") or lanes, lanes_of("", roots(raw.get("root"))))
    timeout = number(raw.get("timeout") or "", "--timeout", 0.1, 3600)
    values = settings(split_settings(raw.get("set"), contract), [contract], [case])
    missing = lacking(one for one in contract.variants if one.name == variant)
    choice = Choice((case,), values, None if timeout is None else int(timeout * 1000), sys.platform, missing)
    with session(echo=echo) as around:
        opened, facts = open_lanes(named, around, allow_missing=False)
        try:
            programs = Programs()
            unbuilt = programs.unbuilt([contract], {lane.kind for lane in opened.values()})
            plan = plan_pair(contract, facts, replace(choice, unbuilt=unbuilt))
            plan = replace(plan, observed=tuple(row for row in plan.observed if row.variant.name == variant))
            if not plan.observed:
                reasons = plan.reasons or ["this case leaves the variant out"]
                raise UsageError(f"{contract.id} cannot run so: {'; '.join(reasons)}.")
            runner = Runner(opened, programs.where, QUICK, 0, Silent(), timed=False)
            if not raw.get("cold"):
                _warm_up(runner, plan, echo)
            return Seen(contract, plan.observed, runner.run_pair(plan), tuple(facts))
        finally:
            for lane in opened.values():
                lane.close()


def split_settings(texts: Any, contract: Contract) -> list[str]:
    """`--set n=5` as well as `--set pair.n=5`: here the pair is known."""
    prefix = f"{contract.id}."
    return [text if text.startswith(prefix) else prefix + text for text in texts or ()]


def _warm_up(runner: Runner, plan: PairPlan, echo: Echo | None) -> None:
    """Run once unseen: a first run shows how code is imported and compiled, as if that were waiting."""
    with echo.silenced() if echo else nullcontext():
        runner.run_pair(plan)
        for lane in runner.lanes.values():
            lane.mark()  # which takes in what it has printed


def _print(contract: Contract, row: Row, trial: Trial, axis_ns: int) -> None:
    say("", f"{contract.id} · {row.variant.name} · lane {row.lane} · case {row.case}")
    for name, value in row.parameters.items():
        if name != "variant":
            say(f"  {name} = {json.dumps(value, ensure_ascii=False)}")
    if trial.state != "ok":
        say(f"{trial.state}: {trial.detail}", *trial.stderr.splitlines())
    for output in trial.outputs:
        say("result:")
        for name, value in output["value"].items():
            say(f"  {name}: {json.dumps(value, ensure_ascii=False)}")
        say(f"in {trial.elapsed_ns / 1e6:.3g} ms, with its trace on")
    timeline(trial.trace, console(), axis_ns)


class Echo:
    """Writes what examples print, as it comes."""

    def __init__(self) -> None:
        self._silent = False

    def __call__(self, piece: bytes) -> None:
        if not self._silent:
            sys.stdout.write(for_terminal(piece.decode("utf-8", "backslashreplace"), keep_lines=True))
            sys.stdout.flush()

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """Nothing is written within the block."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False
