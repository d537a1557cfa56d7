"""`invoke bench --noise`: how often the rule for timings is wrong on this machine, by real trials."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from compare.against import Timer
from compare.catalogue import load_catalogue
from compare.contract import Contract
from compare.diff.against import slower_at_first
from compare.diff.rule import MARGIN, change
from compare.lanes.find import open_lanes, parse_lanes
from compare.machine import describe
from compare.measure import FULL, Spend
from compare.options import ROOT
from compare.pipeline import Programs
from compare.plan import DEFAULT, Choice, plan_pair
from compare.record import LaneFacts, Look
from compare.report.units import seconds
from compare.run import Runner
from compare.session import session
from compare.stats import log_ratios
from compare.works import Work, in_order

STEADY = {
    "parallel-sum": ("serial", "threads", "idiomatic", "tuned"),
    "parallel-squares": ("sequential", "ordered"),
    "counter-race": ("lock", "ungated"),
    "queue-bounded": ("handover",),
    "exception-at-await": ("task", "call"),
    "scheduling": ("arrival", "priority", "due"),
}
STARTUP_CHAPTER = "startup"
SLOWDOWNS = {"steady": (0.05, 0.10, 0.15, 0.25), "start-up": (0.15, 0.25)}
GOALS = {("steady", 0.05): 0.75, ("steady", 0.10): 0.95, ("start-up", 0.15): 0.90, ("start-up", 0.25): 0.95}


@dataclass
class Tally:
    """What became of rows of one kind with one slowdown."""

    rows: int = 0
    first: int = 0  # slower (or, without a slowdown, different) at the first look
    told: int = 0  # after the second look
    pairs: list[int] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def study(passes: int, minutes: float, seed: int, lanes: str, out: Path | None) -> None:
    """Run the study and print it.

    Args:
        passes: how often all rows are measured, each time in fresh launches; slowdowns in every tenth pass.
        minutes: no further pass begins after so many.
        seed: of all orders.
        lanes: as `--lanes`; empty for python and dotnet.
        out: a file for the samples, as the tests keep them.
    """
    tallies: dict[tuple[str, float], Tally] = {}
    kept: list[dict[str, Any]] = []
    until = time.monotonic() + minutes * 60
    for number in range(passes):
        if time.monotonic() > until:
            break
        for kind, slow, look, again, took in _pass(number, seed, lanes):
            _count(tallies.setdefault((kind, slow), Tally()), slow, look, again, took)
            kept.append({"kind": kind, "slow": slow, "row": look.row, "samples": look.samples})
        print(
            f"pass {number + 1} of {passes}: {sum(one.rows for one in tallies.values())} rows",
            file=sys.stderr,
        )
        if out:
            out.write_text(json.dumps({"machine": describe(), "seed": seed, "looks": kept}), encoding="utf-8")
    _print(tallies)


def trace(pairs: int, passes: int, seed: int, lanes: str, out: Path) -> None:
    """Record base against base without verdicts: what tests try the rule on, without a clock.

    Args:
        pairs: of each row in each pass.
        passes: how often all rows are measured, each time in fresh launches.
        seed: of all orders.
        lanes: as `--lanes`; empty for python and dotnet.
        out: the file.
    """
    rows = []
    for number in range(passes):
        with _timing(seed + number, lanes, replace(FULL, pairs=pairs, decides=False)) as (timer, works):
            for kind, work in works:
                look = timer.look(work)
                print(f"{' '.join(look.row)}: {len(look.samples)} pairs {look.reason}", file=sys.stderr)
                samples = [[round(base), round(head), *places] for base, head, *places in look.samples]
                rows.append({"kind": kind, "row": look.row, "samples": samples})
    head = json.dumps({"machine": describe(), "seed": seed})
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    out.write_text(f'{head[:-1]}, "rows": [\n{lines}\n]}}\n', encoding="utf-8")


@contextmanager
def _timing(seed: int, lanes: str, spend: Spend) -> Iterator[tuple[Timer, list[tuple[str, Work]]]]:
    """A timer over fresh launches, and all rows in an order drawn by lot, as `compare --against` has them."""
    with session() as around:
        names = parse_lanes(lanes or "python,dotnet")
        opened, facts = open_lanes(names, around, allow_missing=False)
        runner = Runner(opened, Programs().where, DEFAULT, seed, _Quiet())
        timer = Timer(around, {name.name: name for name in names}, runner, runner.program_of, spend, None)
        works = [work for work in in_order(list(_works(facts)), seed) if work.kind == "main"]
        try:
            yield timer, [(_kind(work.head)[0], work) for work in works]
        finally:
            timer.close()
            for lane in opened.values():
                lane.close()


def _pass(number: int, seed: int, lanes: str) -> Iterator[tuple[str, float, Look, Look | None, float]]:
    """All rows once in fresh launches: base against base, and in every tenth pass with each slowdown."""
    with _timing(seed + number, lanes, FULL) as (timer, works):
        for kind, work in works:
            for slow in (0.0, *(SLOWDOWNS[kind] if number % 10 == 0 else ())):
                timer.slow = slow
                began = time.monotonic()
                look = timer.look(replace(work, kind="main"))
                again = None
                if slower_at_first(look):
                    timer.close()  # the second look is taken in fresh launches
                    again = timer.look(replace(work, kind="again"))
                yield kind, slow, look, again, time.monotonic() - began


def _works(facts: Sequence[LaneFacts]) -> Iterator[Work]:
    for contract in load_catalogue([ROOT]).contracts.values():
        _, variants = _kind(contract)
        planned = plan_pair(contract, facts, Choice(platform=sys.platform)).timed
        rows = [row for row in planned if row.variant.name in variants]
        for row in rows:
            share = 1 / sum(other.lane == row.lane for other in rows)
            yield Work(contract, contract, row, share)


def _kind(contract: Contract) -> tuple[str, Sequence[str]]:
    if contract.chapter == STARTUP_CHAPTER:
        return "start-up", [variant.name for variant in contract.variants]
    return "steady", STEADY.get(contract.id, ())


def _count(tally: Tally, slow: float, look: Look, again: Look | None, took: float) -> None:
    if not look.samples:
        print(f"{look.row}: {look.reason}", file=sys.stderr)
        return
    word = change(log_ratios([one[1] for one in look.samples], [one[0] for one in look.samples]), MARGIN).word
    tally.rows += 1
    tally.first += word == "slower" or (slow == 0 and word == "faster")
    tally.told += again is not None and slower_at_first(again)
    tally.pairs.append(len(look.samples))
    tally.took.append(took)


def _print(tallies: Mapping[tuple[str, float], Tally]) -> None:
    machine = describe()
    print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load']}")
    for (kind, slow), one in sorted(tallies.items()):
        if not one.rows:
            continue
        average = sum(one.pairs) / one.rows
        spent = f"{average:.0f} pairs and {sum(one.took) / one.rows:.1f} s a row"
        if slow == 0:
            bound = upper_bound(one.first, one.rows)
            print(
                f"{kind} rows, base against base: {one.first} of {one.rows} called different at the first look"
            )
            print(f"  (95 % bound {bound:.2%}), {one.told} after the second; {spent},")
            print(f"  {seconds(sum(one.took) * 1e9)} in all")
        else:
            goal = GOALS.get((kind, slow))
            wanted = f" (goal {goal:.0%})" if goal else ""
            share = one.told / one.rows
            print(f"{kind} rows, {slow:+.0%}: {one.told} of {one.rows} told: {share:.0%}{wanted};")
            print(f"  {one.first} at the first look; {spent}")


def upper_bound(seen: int, of: int, level: float = 0.95) -> float:
    """The largest rate that so few events still allow: Clopper and Pearson's upper bound."""
    low, high = seen / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(math.comb(of, k) * middle**k * (1 - middle) ** (of - k) for k in range(seen + 1))
        low, high = (middle, high) if below > 1 - level else (low, middle)
    return high


class _Quiet:
    def expect(self, trials: Mapping[str, int]) -> None:
        """Nothing."""

    def start(self, pair: str, lane: str, variant: str) -> None:
        """Nothing."""

    def advance(self) -> None:
        """Nothing."""
