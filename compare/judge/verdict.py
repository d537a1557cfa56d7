"""The nouns that judging gives: findings, figures, a verdict a pair, the whole report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from compare.errors import Exit
from compare.record import Record, Skip

Word = Literal["agrees", "differs", "declared divergence", "cannot tell", "skipped"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, named as contracts and `rejects.toml` name it."""

    id: str  # output.<field>, behaviour.<id>, gate.<name>, spans, late-events, trial.<state>, missing
    case: str
    variant: str
    lane: str
    message: str  # one sentence for a person
    expected: Any = None
    actual: Any = None


@dataclass(frozen=True)
class Divergence:
    """A declared difference that was seen as declared."""

    field: str
    variant: str
    values: dict[str, Any]  # by lane, as seen
    because: str


@dataclass(frozen=True)
class Shown:
    """Values of `shown` fields, for readers only."""

    field: str
    case: str
    variant: str
    values: dict[str, Any]  # by lane


@dataclass(frozen=True)
class Interval:
    """A two-sided confidence interval of a ratio, with its level."""

    low: float
    high: float
    level: float


@dataclass(frozen=True)
class Figures:
    """What timed trials of one row gave; times in nanoseconds a call of `run`."""

    lane: str
    variant: str
    samples: int
    launches: int
    median_ns: float
    spread: float  # relative: 1.4826 * MAD / median
    first_ns: int | None
    warm_calls: int | None
    cpu_ratio: float | None  # CPU time over wall time, median
    peak_bytes: int | None = None  # of the process tree, in the observed trial
    ratio: float | None = None  # against lane python, same variant (headline rows only)
    ratio_interval: Interval | None = None
    speedup: float | None = None  # own reference variant's time over this row's
    speedup_interval: Interval | None = None


@dataclass(frozen=True)
class PairVerdict:
    """What one pair's record says."""

    id: str
    chapter: str
    title: str
    headline: str
    reference: str
    outputs: Word
    behaviour: Word
    findings: tuple[Finding, ...]
    divergences: tuple[Divergence, ...]
    shown: tuple[Shown, ...]
    figures: tuple[Figures, ...]
    skips: tuple[Skip, ...]
    not_run: str = ""
    timed: bool = True  # whether its contract lets the headline be timed


@dataclass(frozen=True)
class Report:
    """A judged record: what reports render and exit codes come from."""

    record: Record
    pairs: tuple[PairVerdict, ...]

    def exit_code(self) -> Exit:
        """What outputs and behaviour alone come to."""
        if self.record.interrupted:
            return Exit.TERMINATED if self.record.interrupted == "SIGTERM" else Exit.INTERRUPTED
        failed = any(pair.findings or pair.not_run for pair in self.pairs)
        return Exit.DIFFERS if failed or not self.pairs else Exit.OK
