"""A run with everything that it is held against, and the one exit code that comes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compare.diff.against import Against, compare_sides
from compare.diff.baseline import Chosen, Difference, differences, stand_of
from compare.errors import Exit, worst
from compare.judge import Report, judge
from compare.record import Record

IGNORED = {
    "never": {Exit.DIFFERS, Exit.REGRESSION, Exit.INCONCLUSIVE},
    "outputs": {Exit.REGRESSION, Exit.INCONCLUSIVE},
    "timings": {Exit.DIFFERS},
    "both": set(),
}


@dataclass(frozen=True)
class Whole:
    """A judged record, what it says of head and base, and where it is not as a baseline says."""

    report: Report
    against: Against | None = None
    differences: tuple[Difference, ...] = ()
    baseline: str = ""  # its name, where there is one
    older: Report | None = None  # the older record, where it is one: its times are shown, never gated

    def exit_code(self, fail_on: str = "both", strict: bool = False) -> Exit:
        """The one code of a run.

        Args:
            fail_on: which verdicts count: outputs, timings, both or never.
            strict: whether what cannot be told fails.
        """
        found = {self.report.exit_code(), *(self.against.codes(strict) if self.against else ())}
        found |= {Exit.DIFFERS} if self.differences else set()
        return worst(found - IGNORED[fail_on])


def whole_of(
    record: Record,
    baseline: Mapping[str, Any] | None = None,
    name: str = "",
    chosen: Chosen = lambda *_: True,
) -> Whole:
    """Judge a record and hold it against its base and a baseline.

    Args:
        record: what a run saw.
        baseline: what it should be, as `stand_of` has it.
        name: the baseline's.
        chosen: what was asked for; see `differences`.
    """
    report = judge(record)
    found = differences(baseline, stand_of(report), chosen) if baseline is not None else ()
    return Whole(report, compare_sides(record), found, name)
