"""What the traces of a pair say: the contract's checks, and those that always hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from compare.judge.checks import CHECKS, CheckError, Event, Look
from compare.judge.scene import Row, Scene, row_of
from compare.judge.verdict import Finding
from compare.record import Trial

GATE_NOT_MET = "gate-not-met"


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
                findings.extend(_checked(row, Look(entry, trace, scene.parameters(trial.case))))
    return findings


def _checked(row: Row, look: Look) -> Iterator[Finding]:
    name = look.entry.get("check", "")
    try:
        complaint = CHECKS[name](look) if name in CHECKS else f"the contract has the unknown check {name!r}"
    except CheckError as fault:
        complaint = f"the check {name} cannot be applied, {fault}"
    if complaint:
        says = look.entry.get("says") or look.entry["id"]
        yield Finding(f"behaviour.{look.entry['id']}", *row, f"{row} broke “{says}”: {complaint}.")


# Implicit checks.


def unmet_gates(trace: Sequence[Event]) -> list[str]:
    """The gates whose wait ran out, each once, in the order in which that happened."""
    return list(dict.fromkeys(str(event.get("item", "")) for event in trace if event["name"] == GATE_NOT_MET))


def _gates(row: Row, trace: Sequence[Event]) -> Iterator[Finding]:
    for gate in unmet_gates(trace):
        yield Finding(f"gate.{gate}", *row, f"{row}: the gate “{gate}” was not met before its wait ran out.")


def _spans(row: Row, trace: Sequence[Event]) -> Iterator[Finding]:
    open_spans: dict[tuple[Any, Any], str] = {}
    strange: list[str] = []
    for event in trace:
        key = (event["pid"], event.get("span"))
        if event["kind"] == "begin":
            open_spans[key] = event["name"]
        elif event["kind"] == "end" and open_spans.pop(key, None) is None:
            strange.append(event["name"])
    faults = {"still open when run returned": list(open_spans.values()), "ended without a beginning": strange}
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
