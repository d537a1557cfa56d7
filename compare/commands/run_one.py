"""`invoke run PAIR`: one observed trial, its output live, its result and its timeline."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from compare.commands.look import find
from compare.contract import Contract
from compare.errors import Exit, UsageError, nearest
from compare.judge import judge
from compare.lanes.counterpart import lacking
from compare.lanes.find import open_lanes, parse_lanes
from compare.machine import describe
from compare.options import number, settings
from compare.pipeline import Programs
from compare.plan import QUICK, Choice, PairPlan, plan_pair
from compare.record import Record, Trial
from compare.report.console import console
from compare.report.text import for_terminal
from compare.report.timeline import timeline
from compare.run import Runner
from compare.session import session


class _Silent:
    def start(self, pair: str, lane: str, variant: str) -> None:
        """Nothing: the example's own output is what is watched."""

    def advance(self) -> None:
        """Nothing."""


def do_run(raw: Mapping[str, Any]) -> int:
    """Run one variant of one pair in one lane."""
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
    lanes = parse_lanes(raw.get("lane") or "python")
    if len(lanes) != 1:
        raise UsageError("--lane takes one lane; `invoke compare` runs several.")
    timeout = number(raw.get("timeout") or "", "--timeout", 0.1, 3600)
    values = settings(split_settings(raw.get("set"), contract), [contract])
    missing = lacking() if any(one.counterpart for one in contract.variants if one.name == variant) else {}
    choice = Choice((case,), values, None if timeout is None else int(timeout * 1000), sys.platform, missing)
    with session(echo=_echo) as around:
        opened, facts = open_lanes(lanes, around, allow_missing=False)
        try:
            plan = plan_pair(contract, facts, choice)
            plan = replace(plan, observed=tuple(row for row in plan.observed if row.variant.name == variant))
            return _run(
                contract, plan, Runner(opened, Programs().where, QUICK, 0, _Silent(), timed=False), facts
            )
        finally:
            for lane in opened.values():
                lane.close()


def split_settings(texts: Any, contract: Contract) -> list[str]:
    """`--set n=5` as well as `--set pair.n=5`: here the pair is known."""
    prefix = f"{contract.id}."
    return [text if text.startswith(prefix) else prefix + text for text in texts or ()]


def _run(contract: Contract, plan: PairPlan, runner: Runner, facts: Any) -> int:
    if not plan.observed:
        reasons = sorted({skip.reason for skip in plan.skips}) or ["this case leaves the variant out"]
        raise UsageError(f"{contract.id} cannot run so: {'; '.join(reasons)}.")
    pair = runner.run_pair(plan)
    _print(contract, plan, pair.trials[0])
    report = judge(Record("", 0, {}, describe(), tuple(facts), (pair,)))
    for finding in report.pairs[0].findings:
        print(f"wrong: {for_terminal(finding.message)}")
    return int(Exit.DIFFERS if report.pairs[0].findings else Exit.OK)


def _print(contract: Contract, plan: PairPlan, trial: Trial) -> None:
    row = plan.observed[0]
    print(f"\n{contract.id} · {row.variant.name} · lane {row.lane} · case {row.case}")
    for name, value in row.parameters.items():
        if name != "variant":
            print(f"  {name} = {json.dumps(value, ensure_ascii=False)}")
    if trial.state != "ok":
        print(f"{trial.state}: {for_terminal(trial.detail)}\n{for_terminal(trial.stderr)}")
    for output in trial.outputs:
        print("result:")
        for name, value in output["value"].items():
            print(f"  {name}: {for_terminal(json.dumps(value, ensure_ascii=False))}")
        print(f"in {trial.elapsed_ns / 1e6:.3g} ms, with its trace on")
    timeline(trial.trace, console())


def _echo(piece: bytes) -> None:
    text = piece.decode("utf-8", "backslashreplace")
    sys.stdout.write(for_terminal(text, keep_lines=True))
    sys.stdout.flush()
