"""What each pair came to in each lane: the one source of JUnit XML, annotations and badge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compare.diff.against import Against
from compare.diff.baseline import Difference
from compare.diff.whole import Whole
from compare.judge.verdict import PairVerdict, Report


@dataclass(frozen=True)
class Outcome:
    """One pair in one lane."""

    chapter: str
    pair: str
    lane: str  # empty for the pair as a whole
    failures: tuple[tuple[str, str], ...] = ()  # (kind, message)
    skipped: str = ""
    seconds: float = 0.0

    @property
    def word(self) -> str:
        """passed, failed or skipped."""
        return "failed" if self.failures else "skipped" if self.skipped else "passed"


def outcomes(whole: Whole) -> tuple[Outcome, ...]:
    """Every pair in every lane of the run, and what is wrong with a pair as a whole."""
    report, against, differences = whole.report, whole.against, whole.differences
    seen = [one for pair in report.pairs for one in _of_pair(pair, report, against, differences)]
    known = {pair.id for pair in report.pairs}
    lost = {one.pair: ("missing", one.message) for one in differences if one.pair not in known}
    for name, standing in against.standings if against else ():
        if standing.status == "missing":
            lost[name] = ("missing", standing.why)
    return (*seen, *(Outcome("", name, "", (told,)) for name, told in sorted(lost.items())))


def _of_pair(
    pair: PairVerdict, report: Report, against: Against | None, differences: tuple[Difference, ...]
) -> Iterator[Outcome]:
    whole = [("not run", pair.not_run)] if pair.not_run else []
    whole += [(one.kind, one.message) for one in differences if one.pair == pair.id and not _lane(one)]
    if whole:
        yield Outcome(pair.chapter, pair.id, "", tuple(whole))
    times = _times(report, pair.id)
    for lane in report.record.lanes:
        failures = [(one.id, one.message) for one in pair.findings if one.lane == lane.name]
        failures += [_told(one) for one in differences if one.pair == pair.id and _lane(one) == lane.name]
        failures += list(_against(pair.id, lane.name, against))
        skipped = lane.reason if lane.state != "ready" else _skipped(pair, lane.name)
        yield Outcome(pair.chapter, pair.id, lane.name, tuple(failures), skipped, times.get(lane.name, 0.0))


def _against(pair: str, lane: str, against: Against | None) -> Iterator[tuple[str, str]]:
    if against is None:
        return
    for row in against.rows:
        if (row.pair, row.lane) == (pair, lane):
            if row.word == "slower" and row.first and against.base.timed and not against.contaminated:
                yield "slower", f"{row.variant}: {(row.first.ratio - 1):+.1%} against {against.base.revision}"
            if row.word == "missing":
                yield "missing", f"{row.variant}: {row.reason}"
    for name, finding in against.findings:
        if (name, finding.lane) == (pair, lane):
            yield finding.id, finding.message


def _lane(difference: Difference) -> str:
    parts = difference.where.split(" / ")
    return parts[2] if len(parts) == 3 else ""


def _told(difference: Difference) -> tuple[str, str]:
    return difference.kind, f"{difference.where}: {difference.message}"


def _skipped(pair: PairVerdict, lane: str) -> str:
    return next((skip.reason for skip in pair.skips if skip.lane in ("", lane) and not skip.variant), "")


def _times(report: Report, pair: str) -> dict[str, float]:
    """What the trials of a pair took in each lane, in seconds."""
    times: dict[str, float] = {}
    for record in report.record.pairs:
        for trial in record.trials if record.id == pair else ():
            times[trial.lane] = times.get(trial.lane, 0.0) + trial.elapsed_ns / 1e9
    return times
