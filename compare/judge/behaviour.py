"""What the traces of a pair say: the contract's checks, and those that always hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compare.judge.checks import CHECKS
from compare.judge.claim import CheckError, Claim, Event
from compare.judge.scene import RowName, Scene, row_of
from compare.judge.verdict import Divergence, Finding
from compare.record.nouns import GATE_NOT_MET, Trial

CHILD = "child"  # the span of a child process that runs the example's own main


def judge_behaviour(scene: Scene) -> list[Finding]:
    """Findings of all observed trials: the contract's checks, and the implicit ones."""
    findings = [finding for trial in scene.completed for finding in _late(trial)]
    for trial in scene.observed:
        trace = sorted(trial.trace, key=lambda event: event["t"])
        row = row_of(trial)
        findings.extend(_gates(row, trace))
        findings.extend(_spans(row, trace))
        for entry in scene.pair.contract.get("behaviour", ()):
            if scene.selects(entry, row):
                findings.extend(_checked(row, Claim(entry, trace, scene.parameters(trial.case))))
    return findings


def judge_divergences(scene: Scene, findings: Sequence[Finding]) -> Iterator[Divergence]:
    """Claims that were kept in some lanes and, as their contract says with its reason, are none of the others'."""
    broken = {finding.id for finding in findings}
    rows = {row_of(trial): None for trial in scene.observed}
    for entry in scene.pair.contract.get("behaviour", ()):
        name = f"behaviour.{entry['id']}"
        if "because" not in entry or name in broken:
            continue
        anywhere = {key: value for key, value in entry.items() if key not in ("texts", "lanes")}
        taken = [row for row in rows if scene.selects(anywhere, row)]
        for variant in dict.fromkeys(row.variant for row in taken):
            mine = [row for row in taken if row.variant == variant]
            kept = {row.lane: entry["says"] for row in mine if scene.selects(entry, row)}
            if kept and len(kept) < len({row.lane for row in mine}):
                yield Divergence(name, variant, kept, entry["because"])


def unapplied(scene: Scene) -> tuple[str, ...]:
    """The claims on single cases that no altered row of those cases could be held to, by their ids."""
    rows = [row_of(trial) for trial in scene.observed if scene.altered(trial.case)]
    return tuple(
        entry["id"]
        for entry in scene.pair.contract.get("behaviour", ())
        if any(row.case in entry.get("cases", ()) and scene.selects(_of_any_case(entry), row) for row in rows)
    )


def _of_any_case(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "cases"}


def _checked(row: RowName, claim: Claim) -> Iterator[Finding]:
    name = claim.entry.get("check", "")
    try:
        complaint = CHECKS[name](claim) if name in CHECKS else f"the contract has the unknown check {name!r}"
    except CheckError as fault:
        complaint = f"the check {name} cannot be applied, {fault}"
    if complaint:
        says = claim.entry.get("says") or claim.entry["id"]
        yield Finding(f"behaviour.{claim.entry['id']}", *row, f"{row} broke “{says}”: {complaint}.")


# Implicit checks.


def unmet_gates(trace: Sequence[Event]) -> list[str]:
    """The gates whose wait ran out, each once, in the order in which that happened."""
    return list(dict.fromkeys(str(event.get("item", "")) for event in trace if event["name"] == GATE_NOT_MET))


def _gates(row: RowName, trace: Sequence[Event]) -> Iterator[Finding]:
    for gate in unmet_gates(trace):
        yield Finding(f"gate.{gate}", *row, f"{row}: the gate “{gate}” was not met before its wait ran out.")


def _spans(row: RowName, trace: Sequence[Event]) -> Iterator[Finding]:
    open_spans: dict[tuple[Any, Any], str] = {}
    strange: list[str] = []
    for event in trace:
        key = (event["pid"], event.get("span"))
        if event["kind"] == "begin":
            open_spans[key] = event["name"]
        elif event["kind"] == "end" and open_spans.pop(key, None) is None:
            strange.append(event["name"])
    # A child that was killed has no last word: how it ended is the scene's to see.
    left = [name for name in open_spans.values() if name != CHILD]
    faults = {"still open when run returned": left, "ended without a beginning": strange}
    told = [f"{_counted(names)} {what}" for what, names in faults.items() if names]
    if told:
        yield Finding("spans", *row, f"{row}: these spans were {' and these '.join(told)}.")


def _late(trial: Trial) -> Iterator[Finding]:
    if trial.late:
        row = row_of(trial)
        message = f"{row}: {trial.late} event(s) of an earlier trial arrived only while this one ran."
        yield Finding("late-events", *row, message, 0, trial.late)


def _counted(names: Sequence[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in Counter(names).items())
