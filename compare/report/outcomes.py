"""What each pair came to in each lane: the one source of JUnit XML and annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compare.diff.causes import Cause
from compare.diff.whole import Whole
from compare.judge.verdict import PairVerdict, Report
from compare.report.left_out import left_out

Place = tuple[str, str]  # pair and lane; empty for the run, or for the pair as a whole


@dataclass(frozen=True)
class TestCase:
    """One pair in one lane."""

    chapter: str
    pair: str  # empty for the run as a whole
    lane: str  # empty for the pair as a whole
    failures: tuple[tuple[str, str], ...] = ()  # (kind, message)
    skipped: str = ""
    seconds: float = 0.0

    @property
    def word(self) -> str:
        """passed, failed or skipped."""
        return "failed" if self.failures else "skipped" if self.skipped else "passed"


def outcomes(whole: Whole) -> tuple[TestCase, ...]:
    """Every pair in every lane of the run, and what is wrong with a pair or the run as a whole.

    Whatever fails the run is a failure of one of them; what is wrong and does not count is never a pass.
    """
    told: dict[Place, list[Cause]] = {}
    for cause in whole.causes:
        told.setdefault((cause.pair, cause.lane), []).append(cause)
    known = {
        (pair.id, lane): None for pair in whole.report.pairs for lane in _lanes(pair, told, whole.report)
    }
    chapters = {pair.id: pair for pair in whole.report.pairs}
    times = _times(whole.report)
    others = told.keys() | ({("", "")} if whole.report.record.since else set())
    lost = sorted(others - known.keys())
    return tuple(_case(place, chapters.get(place[0]), told, times, whole) for place in (*known, *lost))


def _lanes(pair: PairVerdict, told: dict[Place, list[Cause]], report: Report) -> Iterator[str]:
    if (pair.id, "") in told:
        yield ""
    yield from (lane.name for lane in report.record.lanes)
    here = dict.fromkeys(lane for name, lane in told if name == pair.id and lane)
    yield from (lane for lane in here if lane not in {one.name for one in report.record.lanes})


def _case(
    place: Place,
    pair: PairVerdict | None,
    told: dict[Place, list[Cause]],
    times: dict[Place, float],
    whole: Whole,
) -> TestCase:
    name, lane = place
    here = told.get(place, [])
    # Of two cases that failed alike, one is told.
    failures = tuple(dict.fromkeys((one.kind, one.message) for one in here if not whole.passed_by(one)))
    passed = [f"not counted ({whole.passed_by(one)}): {one.kind}: {one.message}" for one in here]
    run = place == ("", "")
    skipped = "; ".join(passed) or (
        left_out(whole.report.record) if run else _skipped(pair, lane, whole.report)
    )
    return TestCase(pair.chapter if pair else "", name, lane, failures, skipped, times.get(place, 0.0))


def _skipped(pair: PairVerdict | None, lane: str, report: Report) -> str:
    """Why a pair was left out of a lane."""
    absent = [
        one.reason or one.state for one in report.record.lanes if one.name == lane and one.state != "ready"
    ]
    skips = pair.skips if pair and lane else ()
    return next(
        iter([*absent, *(one.reason for one in skips if one.lane in ("", lane) and not one.variant)]), ""
    )


def _times(report: Report) -> dict[Place, float]:
    """What the trials of each pair took in each lane, in seconds."""
    times: dict[Place, float] = {}
    for record in report.record.pairs:
        for trial in record.trials:
            place = (record.id, trial.lane)
            times[place] = times.get(place, 0.0) + trial.elapsed_ns / 1e9
    return times
