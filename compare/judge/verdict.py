"""The nouns that judging gives: findings, figures, a verdict a pair, the whole report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from compare.record.nouns import Record, Skip
from compare.record.shards import sharded

Word = Literal["agrees", "differs", "declared divergence", "cannot tell", "skipped"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, named as mistakes name it."""

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
class Unjudged:
    """A value that nothing could be said of: none is expected, and no other lane gave one."""

    field: str
    case: str
    variant: str
    lane: str


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
    ratio_unclear: bool = False  # it and the two medians point to different sides of 1
    speedup_unclear: bool = False
    base: str = ""  # the first lane of its kind; empty where this lane is that, or the row no headline
    base_ratio: float | None = None  # this lane's time over that one's
    base_unclear: bool = False


@dataclass(frozen=True)
class Likeness:
    """How a pair came out in a lane, beside the first lane of the same kind."""

    lane: str
    base: str  # that lane; it may be the lane itself
    word: Word  # agrees: the same in both; skipped: it did not run here; cannot tell: nor did it there
    what: tuple[str, ...] = ()  # ids of findings, or the fields and behaviours that differ by design


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
    unjudged: tuple[Unjudged, ...] = ()
    unlike: str = ""  # what the lanes' costs are of, where that is unlike things: no ratio is told
    unapplied: tuple[str, ...] = ()  # behaviours that name cases of which no row had the values
    likeness: tuple[Likeness, ...] = ()  # of each lane that was there


@dataclass(frozen=True)
class Report:
    """A judged record: what reports render and exit codes come from."""

    record: Record
    pairs: tuple[PairVerdict, ...]

    @property
    def never_ran(self) -> tuple[str, ...]:
        """The pairs that were selected and are not in the record: the run ended before them."""
        options = self.record.options
        shard = [int(part) for part in str(options.get("shard") or "").split("/") if part.isdecimal()]
        own = sharded(options.get("selected") or (), (shard[0], shard[1]) if len(shard) == 2 else None)
        there = {pair.id for pair in self.pairs}
        return tuple(str(name) for name in own if name not in there)
