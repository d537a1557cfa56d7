"""A run with everything that it is held against, and the one exit code that comes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from compare.catalogue.chinese import in_language, sayer
from compare.diff.baseline import Chosen, Difference, differences, stand_of
from compare.diff.causes import Cause, causes_of
from compare.diff.with_base import Against, compare_sides
from compare.errors import Exit, worst
from compare.judge import Report, judge
from compare.record.nouns import Failure, PairRecord, Record

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
    fail_on: str = "both"  # which verdicts count: outputs, timings, both or never
    strict: bool = False  # whether what cannot be told fails
    language: str = "en"  # of the contracts' prose, and of the page
    failures: tuple[Failure, ...] = ()  # beside the record's: what could not be written

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Everything that is wrong, whether or not it counts."""
        return tuple(causes_of(self.report, self.against, self.differences, self.failures))

    @property
    def counted(self) -> tuple[Cause, ...]:
        """The causes that fail the run, as `fail_on` and `strict` have it."""
        return tuple(one for one in self.causes if not self.passed_by(one))

    def passed_by(self, cause: Cause) -> str:
        """The option by which a cause does not fail the run; empty where it does."""
        if cause.code in IGNORED[self.fail_on]:
            return f"--fail-on {self.fail_on}"
        return "--no-strict" if cause.code == Exit.INCONCLUSIVE and not self.strict else ""

    def exit_code(self) -> Exit:
        """The one code of the run."""
        return worst(one.code for one in self.counted)


def whole_of(
    record: Record,
    baseline: Mapping[str, Any] | None = None,
    name: str = "",
    chosen: Chosen = lambda *_: True,
    fail_on: str = "both",
    strict: bool = False,
) -> Whole:
    """Judge a record and hold it against its base and a baseline.

    Args:
        record: what a run saw.
        baseline: what it should be, as `stand_of` has it.
        name: the baseline's.
        chosen: what was asked for; see `differences`.
        fail_on: which verdicts count: outputs, timings, both or never.
        strict: whether what cannot be told fails.
    """

    def asked(pair: str, chapter: str, case: str, lane: str) -> bool:
        return pair not in record.left_out and chosen(pair, chapter, case, lane)

    report = judge(record)
    found = differences(baseline, stand_of(report), asked) if baseline is not None else ()
    return Whole(report, compare_sides(record), found, name, fail_on=fail_on, strict=strict)


def told_in(whole: Whole, language: str) -> Whole:
    """A run with its pairs' prose in a language: contracts, mistakes, why something was skipped; its verdicts stay.

    Args:
        whole: what was judged.
        language: en or zh; what has no translation stays English.
    """
    if language == "en":
        return whole
    record = whole.report.record
    pairs = tuple(_told_in(pair, language) for pair in record.pairs)
    return replace(whole, report=judge(replace(record, pairs=pairs)), language=language)


def _told_in(pair: PairRecord, language: str) -> PairRecord:
    told = sayer(pair.id, language)
    skips = tuple(replace(skip, reason=told(skip.reason)) for skip in pair.skips)
    mistakes = tuple(one | {key: told(one[key]) for key in ("says", "accepted")} for one in pair.mistakes)
    contract = in_language(pair.contract, language)
    return replace(pair, contract=contract, skips=skips, mistakes=mistakes)
