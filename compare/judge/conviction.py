"""Whether a mistake was convicted of what it must be, and what is right accepted."""

from __future__ import annotations

from collections.abc import Iterator

from compare.catalogue.mistakes import Mistake
from compare.judge.scene import UNBEGUN
from compare.judge.verdict import Finding, Report

# A text that goes astray may leave open what it opened: a span for good, what is collected as garbage until then.
LEFT_OPEN = ("spans", "trial.env-changed")

# How far a text had come when its error ended it is decided by the machine: what it had not come to is missing.
NOT_COME_TO = ("output.", "behaviour.", "gate.", "spans")


def verdict_on_mistake(report: Report, mistake: Mistake) -> list[str]:
    """How what was found differs from what the mistake names.

    Args:
        report: the judged record of a run of the mistake alone, in one lane.
        mistake: what must be found, and what may be.

    Returns:
        a sentence for each difference; none where it was convicted for its reason and for nothing else, or,
        of a right text and one that cannot be told from it, accepted.
    """
    return [f"{mistake.pair}: {mistake.id} {difference}" for difference in _differences(report, mistake)]


def _differences(report: Report, mistake: Mistake) -> Iterator[str]:
    if reason := _not_run(report, mistake):
        yield f"did not run: {reason}."
        return
    findings = [finding for pair in report.pairs if pair.id == mistake.pair for finding in pair.findings]
    found = {finding.id for finding in findings}
    if mistake.fails and not set(mistake.fails) & found:
        yield "was not convicted."
    else:
        for missed in mistake.fails:
            if missed not in found:
                yield f"was not convicted of {missed}."
    known = {*mistake.fails, *mistake.may_fail, *(LEFT_OPEN if mistake.fails else ())}
    broken_off = set(_broken_off(report, mistake, findings))
    told: dict[str, Finding] = {}
    for finding in findings:
        consequence = _row(finding) in broken_off and finding.id.startswith(NOT_COME_TO)
        if finding.id not in known and not consequence:
            told.setdefault(finding.id, finding)
    for name, finding in told.items():
        yield f"{'also failed' if mistake.fails else 'was not accepted, it failed'} {name}: {finding.message}"


def _broken_off(report: Report, mistake: Mistake, findings: list[Finding]) -> Iterator[tuple[str, str, str]]:
    """The rows in which an error came out that the mistake names: it ended the text where it then was."""
    outputs = next(
        pair.contract.get("outputs", {}) for pair in report.record.pairs if pair.id == mistake.pair
    )
    errors = {f"output.{name}" for name, field in outputs.items() if field["mode"] == "error"}
    for finding in findings:
        came_out = finding.actual is not None and finding.expected is None
        if came_out and finding.id in errors & set(mistake.fails):
            yield _row(finding)


def _row(finding: Finding) -> tuple[str, str, str]:
    return (finding.case, finding.variant, finding.lane)


def _not_run(report: Report, mistake: Mistake) -> str:
    """Why not every variant and case of a mistake ran, or nothing."""
    record = next((pair for pair in report.record.pairs if pair.id == mistake.pair), None)
    if record is None:
        return "the pair is not in the report"
    if record.not_run:
        return record.not_run.rstrip(".")
    ran = {(trial.variant, trial.case) for trial in record.trials if trial.state not in UNBEGUN}
    lacking = [
        f"{variant} in case {case}"
        for variant in mistake.variants
        for case in mistake.cases
        if (variant, case) not in ran
    ]
    reasons = sorted({skip.reason for skip in record.skips if skip.variant in ("", *mistake.variants)})
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{', '.join(lacking)}{why}" if lacking else ""
