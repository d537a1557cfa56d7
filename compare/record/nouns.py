"""The nouns that a run leaves behind, and their JSON form.

A record is written pair by pair; everything that judges or reports reads records only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

# 5, 2026-11-29: since; 4, 2026-11-28: texts, mistakes, began_ns, printed; 3, 2026-11-28: heads, failures, complete;
# 2, 2026-11-25: against, interrupted; 1, 2026-11-24: first version
SCHEMA = 5
LARGEST_EXACT = 2**53
MOST_NESTED = 32  # lists and objects within each other, in an output


GATE_NOT_MET = "gate-not-met"  # the event of a wait at a gate that ran out


@dataclass(frozen=True)
class Trial:
    """One run of one variant in one lane, of one launch of its worker: an outcome value."""

    case: str
    variant: str
    lane: str
    mode: str  # observed | timed
    launch: int
    round: int
    position: int
    state: str  # ok, crashed, exited, no-result, bad-result, timeout, leaked, …
    detail: str = ""
    outputs: tuple[dict[str, Any], ...] = ()  # {"value": {...}, "count": n}
    elapsed_ns: int = 0
    repeat: int = 1
    cpu_ns: int | None = None
    peak_bytes: int | None = None  # of the process tree, beyond what it held before; of observed trials
    trace: tuple[dict[str, Any], ...] = ()
    late: int = 0
    stderr: str = ""
    notes: tuple[str, ...] = ()
    began_ns: int = 0  # when an observed trial's call began, on the trace's clock; 0 where not known
    printed: str = ""  # the first 4 KB of what an observed trial wrote to standard output and error


@dataclass(frozen=True)
class Warmup:
    """What came before a row's timed trials: its first call and the calls to warm up."""

    variant: str
    lane: str
    launch: int
    first_ns: int
    calls: int
    elapsed_ns: int


@dataclass(frozen=True)
class Skip:
    """Something that was not run, and why."""

    lane: str
    variant: str
    case: str
    reason: str


@dataclass(frozen=True)
class LaneFacts:
    """A lane as it was found: its interpreter or runtime, and why it was left out."""

    name: str
    language: str  # python | dotnet
    kind: str  # python | dotnet | pythonnet
    state: str  # ready | skipped | missing
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    start_ns: tuple[int, ...] = ()

    @property
    def native(self) -> bool:
        """Whether its C# was compiled before it runs, as a program or as a library of a Python process."""
        return (self.facts.get("dotnet") or self.facts).get("implementation") == "NativeAOT"


@dataclass(frozen=True)
class PairRecord:
    """Everything that was seen of one pair."""

    id: str
    chapter: str
    contract: dict[str, Any]
    cases: tuple[dict[str, Any], ...] = ()  # {"id", "parameters", "altered"}
    skips: tuple[Skip, ...] = ()
    warmups: tuple[Warmup, ...] = ()
    trials: tuple[Trial, ...] = ()
    not_run: str = ""
    wall_ns: int = 0
    texts: tuple[dict[str, Any], ...] = ()  # as the schema has them
    mistakes: tuple[dict[str, Any], ...] = ()  # as the schema has them


# A visit to each side: nanoseconds a call of base and of head, the team of launches of each, whether head went first.
Sample = tuple[float, float, int, int, bool]


@dataclass(frozen=True)
class Look:
    """One row's ABBA pairs, base beside head, of one set of launches."""

    pair: str
    variant: str
    lane: str
    case: str
    kind: str  # main | null (base against base); again, null-again: the second look, in fresh launches
    margin: float
    samples: tuple[Sample, ...] = ()
    reason: str = ""  # why there are none
    machine: str = ""  # that measured it; empty where one machine ran all

    @property
    def row(self) -> tuple[str, str, str]:
        """What names the row."""
        return (self.pair, self.variant, self.lane)


@dataclass(frozen=True)
class Base:
    """What head was compared with: `compare --against`."""

    revision: str  # as the user named it
    commit: str  # empty for a folder
    pairs: tuple[PairRecord, ...] = ()  # what was seen of the base's own pairs
    looks: tuple[Look, ...] = ()
    timed: bool = True  # whether a verdict on time is passed


@dataclass(frozen=True)
class Touch:
    """How a pair stands to an earlier state, by the hashes of all that its result depends on."""

    pair: str
    how: str  # touched | text (only its prose) | null (not touched, and timed as a null row) | unchanged
    why: str = ""  # what differs
    base: str = ""  # the hash of the pair's own files; empty where that side has no such pair
    head: str = ""
    texts: tuple[str, ...] = ()  # of a touched pair: python, dotnet, or both; whose results can differ


@dataclass(frozen=True)
class Since:
    """What of the chosen pairs could differ from an earlier state, and so was run."""

    revision: str  # as the user named it
    commit: str  # empty for a folder
    base: str  # the hash of what runs every pair: harness, Kit, locks; of nothing where the root holds none of it
    head: str
    pairs: tuple[Touch, ...]

    def named(self, *how: str) -> tuple[str, ...]:
        """The pairs that stand so."""
        return tuple(one.pair for one in self.pairs if one.how in how)

    def can_differ(self, pair: str) -> tuple[str, ...]:
        """The texts of a pair whose results can: python, dotnet."""
        return next((one.texts for one in self.pairs if one.pair == pair), ())


@dataclass(frozen=True)
class Head:
    """What stood in a root when it was run."""

    commit: str = "unknown"  # outside of git, too
    changes: str = ""  # a digest of what differs from the commit; empty for a clean tree


@dataclass(frozen=True)
class Failure:
    """An error that ended a run before its end."""

    code: int  # the exit code that it has by itself
    message: str


@dataclass(frozen=True)
class Record:
    """Everything that one `compare` run saw."""

    started: str
    seed: int
    options: dict[str, Any]
    machine: dict[str, Any]
    lanes: tuple[LaneFacts, ...] = ()
    pairs: tuple[PairRecord, ...] = ()
    wall_ns: int = 0
    trials_ns: int = 0
    interrupted: str = ""  # SIGINT | SIGTERM
    base: Base | None = None
    tool: str = ""
    heads: tuple[Head, ...] = ()  # of each root, ours first
    failures: tuple[Failure, ...] = ()
    complete: bool = True  # whether the run came to its own end
    since: Since | None = None  # None where all that was chosen was run
    schema: int = SCHEMA

    @property
    def asked(self) -> dict[str, Any]:
        """The options that the user gave, without the pairs that came of them."""
        pairs = ("selected", "left_out")
        return {name: value for name, value in self.options.items() if value and name not in pairs}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The pairs that nobody misses: they were not asked for, or cannot differ."""
        unchanged = self.since.named("unchanged") if self.since else ()
        return (*self.options.get("left_out", ()), *unchanged)


def sound(value: Any, depth: int = MOST_NESTED) -> bool:
    """Whether a value is finite JSON, not nested too deeply, with integers that every reader takes exactly."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return True
    if isinstance(value, int):
        return abs(value) <= LARGEST_EXACT
    if isinstance(value, float):
        return math.isfinite(value)
    if depth and isinstance(value, list):
        return all(sound(item, depth - 1) for item in value)
    if depth and isinstance(value, dict):
        return all(isinstance(key, str) and sound(item, depth - 1) for key, item in value.items())
    return False
