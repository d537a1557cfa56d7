"""Why a run fails, and how badly: the one list that the exit code and every report come from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from compare.diff.baseline import Difference
from compare.diff.between import between_machines
from compare.diff.rule import CHANGED
from compare.diff.with_base import Against, RowChange
from compare.errors import Exit
from compare.judge.verdict import Report
from compare.record.nouns import Failure

Group = Literal[
    "interrupted", "failure", "incomplete", "nothing", "not run", "differs", "machines", "baseline", "base", "slower",
    "inconclusive", "cannot tell",
]  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """One thing that fails a run, if its kind counts."""

    group: Group
    code: Exit
    kind: str  # as JUnit's types have it: output.<field>, trial.<state>, missing, slower, …
    message: str
    pair: str = ""  # empty for the run as a whole
    lane: str = ""  # empty for the pair as a whole


def causes_of(
    report: Report, against: Against | None, differences: Iterable[Difference], failures: Iterable[Failure]
) -> Iterator[Cause]:
    """Everything that is wrong with a run, whether or not it counts.

    Args:
        report: the judged record.
        against: what it says of head and base.
        differences: where it is not as a baseline says.
        failures: errors beside those in the record: a report that could not be written, say.
    """
    yield from _of_run(report, failures)
    for pair in report.pairs:
        if pair.not_run:
            yield Cause("not run", Exit.DIFFERS, "not run", pair.not_run, pair.id)
        for one in pair.findings:
            yield Cause("differs", Exit.DIFFERS, one.id, one.message, pair.id, one.lane)
        if not pair.not_run and not pair.findings and "cannot tell" in (pair.outputs, pair.behaviour):
            told = "not everything that was seen could be judged"
            yield Cause("cannot tell", Exit.INCONCLUSIVE, "cannot tell", told, pair.id)
    for one in between_machines(report):
        where = f"{one.where}: " if one.where else ""
        yield Cause("machines", Exit.DIFFERS, "machines", f"{where}{one.message}", one.pair, one.lane)
    for one in differences:
        where = f"{one.where}: " if one.where else ""
        yield Cause("baseline", Exit.DIFFERS, one.kind, f"{where}{one.message}", one.pair, one.lane)
    if against:
        yield from _of_base(against)


def _of_run(report: Report, failures: Iterable[Failure]) -> Iterator[Cause]:
    record, lost = report.record, report.never_ran
    if record.interrupted:
        code = Exit.INTERRUPTED if record.interrupted == "SIGINT" else Exit.TERMINATED
        yield Cause("interrupted", code, "interrupted", f"{record.interrupted} ended the run before its end")
    for one in (*record.failures, *failures):
        yield Cause("failure", Exit(one.code), "failed", one.message)
    stopped = record.interrupted or record.failures
    if not record.complete and not stopped:
        yield Cause(
            "incomplete",
            Exit.DIFFERS,
            "incomplete",
            "the run was ended before its end, it does not say by what",
        )
    for name in lost:
        yield Cause("incomplete", Exit.DIFFERS, "never ran", "the run ended before this pair", name)
    if not report.pairs and not lost and not stopped and record.since is None:
        yield Cause("nothing", Exit.DIFFERS, "nothing", "no pair was run")


def _of_base(against: Against) -> Iterator[Cause]:
    for name, standing in against.standings:
        if standing.status == "missing":
            yield Cause("base", Exit.DIFFERS, "missing", standing.why, name)
    for name, finding in against.findings:
        yield Cause("base", Exit.DIFFERS, finding.id, finding.message, name, finding.lane)
    told = {"missing": ("base", Exit.DIFFERS), "inconclusive": ("inconclusive", Exit.INCONCLUSIVE)}
    told["slower"] = ("slower", Exit.REGRESSION)
    for row in against.rows:
        if row.word == "slower" and row.contaminated:
            continue
        if row.word in told and (row.word == "missing" or against.base.timed):
            group, code = told[row.word]
            size = (
                f"{row.change.ratio - 1:+.1%} against {against.base.revision}"
                if row.word == "slower" and row.change
                else ""
            )
            yield Cause(
                group,
                code,
                row.word,
                f"{_named(row)}: {size or row.reason or 'its bounds are too wide'}",
                row.pair,
                row.lane,
            )
    for row in against.nulls if against.base.timed else ():
        if row.word in CHANGED:
            said = f"{_named(row)}: the base was called {row.word} than itself, so no verdict on time counts"
            yield Cause("inconclusive", Exit.INCONCLUSIVE, "contaminated", said, row.pair, row.lane)
        elif not row.measured:
            said = f"{_named(row)}: the null row was not measured ({row.reason}), so nothing speaks for the machine"
            yield Cause("inconclusive", Exit.INCONCLUSIVE, "not measured", said, row.pair, row.lane)


def _named(row: RowChange) -> str:
    """A row's variant, and its machine where several have measured it."""
    return f"{row.variant} on {row.machine}" if row.machine else row.variant
