"""`invoke bench --noise`: how often the rule for timings is wrong on this machine, by real trials."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from compare.beside.against import Timer, looks
from compare.beside.measure import FULL, Spend
from compare.beside.works import Work
from compare.catalogue.loading import load_catalogue
from compare.errors import UsageError
from compare.lanes.find import open_lanes, parse_lanes
from compare.plan.choice import Choice
from compare.plan.plan import DEFAULT, plan_pair
from compare.record.nouns import LaneFacts, Look
from compare.run.programs import Programs
from compare.run.runner import Runner
from compare.run.session import session
from compare.run.silent import Silent
from compare.setup.home import ROOT
from compare.setup.machine import describe
from compare.study.fingerprint import rule_name
from compare.study.tally import SLOWDOWNS, Entry, summary

STEADY = {
    "parallel-sum": ("serial", "threads", "idiomatic", "tuned"),
    "parallel-squares": ("sequential", "ordered"),
    "parallel-aggregate": ("fold",),
    "grain-size": ("serial",),
    "counter-race": ("lock",),
    "queue-bounded": ("handover",),
    "exception-at-await": ("task", "call"),
    "scheduling": ("arrival", "priority"),
    "reactive-operators": ("by-hand", "operators"),
}
# Threads that really run side by side meet within a call of less than a millisecond, and whether the machine has both
# processors awake at that moment decides: on virtual ones such a row takes up to three times as long for seconds on
# end, however long it has warmed up. Under Python's global lock, threads run one at a time, but where numpy sums or
# each item is handed over.
CONTENDED = {
    ("parallel-squares", "ordered", "python"),
    ("parallel-squares", "ordered", "dotnet"),
    ("parallel-sum", "tuned", "python"),
    ("parallel-sum", "tuned", "dotnet"),
    ("parallel-sum", "threads", "dotnet"),
    ("counter-race", "lock", "dotnet"),
    ("queue-bounded", "handover", "dotnet"),
    ("exception-at-await", "task", "dotnet"),
    ("exception-at-await", "call", "dotnet"),
}
STARTUP_CHAPTER = "startup"
SLOW_EVERY = 40  # passes, from the first on


def study(passes: int, minutes: float, seed: int, lanes: str, out: Path | None) -> None:
    """Run the study and print it.

    Args:
        passes: how often all rows are measured in all, each time in fresh launches; slowdowns in every fortieth pass.
        minutes: no further round of all rows begins after so many.
        seed: of all orders.
        lanes: as `--lanes`; empty for python and dotnet.
        out: a file for the samples, a row a line; a study goes on with what is there.

    Raises:
        UsageError: the file is none of ours, or was made with another rule.
    """
    entries = _read(out) if out and out.exists() else []
    if out and not entries:
        out.write_text(
            json.dumps({"rule": rule_name(), "machine": describe(), "seed": seed}) + "\n", encoding="utf-8"
        )
    until = time.monotonic() + minutes * 60
    done = {(entry.number, entry.slow) for entry in entries}
    rounds = [one for number in range(passes) for one in _rounds(number) if one not in done]
    for number, slow in rounds:
        if time.monotonic() > until:
            break
        new = _round(number, slow, seed, lanes)
        entries += new
        print(f"pass {number + 1} of {passes}, {slow:+.0%}: {len(entries)} rows", file=sys.stderr, flush=True)
        if out:
            with out.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(entry), separators=(",", ":")) + "\n" for entry in new)
    machine = describe()
    print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load']}, rule {rule_name()}")
    print("\n".join(summary(entries)))


def _rounds(number: int) -> list[tuple[int, float]]:
    """What a pass consists of: base against base, and in some with each slowdown."""
    return [(number, slow) for slow in (0.0, *(SLOWDOWNS if number % SLOW_EVERY == 0 else ()))]


def _read(out: Path) -> list[Entry]:
    try:
        head, *lines = out.read_text(encoding="utf-8").splitlines()
        rule = json.loads(head)["rule"]
        entries = [_entry(json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{out} holds no study to go on with ({error}); name another file.") from None
    if rule != rule_name():
        raise UsageError(
            f"{out} was made with the rule {rule}, which is {rule_name()} by now: its rows say nothing of that. "
            "Name another file."
        )
    return entries


def _entry(told: dict[str, Any]) -> Entry:
    again = told["again"] and Look(**told["again"])
    return Entry(**{**told, "look": Look(**told["look"]), "again": again})


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
        with timing(seed + number, lanes, replace(FULL, pairs=pairs, decides=False)) as (timer, works):
            for work in works:
                look = timer.look(work)
                print(f"{' '.join(look.row)}: {len(look.samples)} pairs {look.reason}", file=sys.stderr)
                samples = [[*(float(f"{time:.5g}") for time in pair[:2]), *pair[2:]] for pair in look.samples]
                rows.append({"kind": _kind(work), "row": look.row, "samples": samples})
    head = json.dumps({"machine": describe(), "seed": seed})
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    out.write_text(f'{head[:-1]}, "rows": [\n{lines}\n]}}\n', encoding="utf-8")


@contextmanager
def timing(seed: int, lanes: str, spend: Spend) -> Iterator[tuple[Timer, list[Work]]]:
    """A timer over fresh launches, and all rows in an order drawn by lot, as `compare --against` has them."""
    with session() as around:
        names = parse_lanes(lanes or "python,dotnet")
        opened, facts = open_lanes(names, around, allow_missing=False)
        runner = Runner(opened, Programs().where, DEFAULT, seed, Silent())
        timer = Timer(
            around,
            {name.name: name for name in names},
            runner,
            runner.program_of,
            runner.program_of,
            spend,
            None,
        )
        works = list(_works(facts))
        random.Random(seed).shuffle(works)
        try:
            yield timer, works
        finally:
            timer.close()
            for lane in opened.values():
                lane.close()


def _round(number: int, slow: float, seed: int, lanes: str) -> list[Entry]:
    """All rows once in fresh launches, head so much slower than the base."""
    found: dict[tuple[str, str, str], Entry] = {}
    with timing(seed + number, lanes, FULL) as (timer, works):
        timer.slow = slow
        kinds = {work.name: _kind(work) for work in works}
        began = time.monotonic()
        for look in looks(works, timer, lambda: None):
            if not look.samples:
                print(f"{' '.join(look.row)}: {look.reason}", file=sys.stderr)
            elif look.kind == "main":
                found[look.row] = Entry(number, kinds[look.row], slow, look)
            else:
                found[look.row].again = look
            now = time.monotonic()
            if look.row in found:
                found[look.row].seconds += now - began
            began = now
    return list(found.values())


def _works(facts: Sequence[LaneFacts]) -> Iterator[Work]:
    for contract in load_catalogue([ROOT]).contracts.values():
        for row in plan_pair(contract, facts, Choice(platform=sys.platform)).timed:
            if contract.chapter == STARTUP_CHAPTER or row.variant.name in STEADY.get(contract.id, ()):
                yield Work(contract, contract, row)


def _kind(work: Work) -> str:
    if work.head.chapter == STARTUP_CHAPTER:
        return "start-up"
    return "contended" if work.name in CONTENDED else "steady"
