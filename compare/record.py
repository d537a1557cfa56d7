"""The nouns that a run leaves behind, and their JSON form.

A record is written pair by pair; everything that judges or reports reads records only.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from compare.errors import HarnessError, UsageError

SCHEMA = 2  # 2026-11-25: against, what interrupted it; 1, 2026-11-24: first version
LARGEST_EXACT = 2**53


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
    schema: int = SCHEMA


def dumps(record: Record, indent: int | None = None) -> str:
    """The record as strict JSON, without NaN or infinities."""
    return json.dumps(record, default=vars, ensure_ascii=False, allow_nan=False, indent=indent)


def save(record: Record, path: Path) -> None:
    """Write the record by rename, so that a reader never sees half of it.

    Raises:
        HarnessError: the folder cannot be written or the disk is full.
    """
    write_atomically(path, dumps(record) + "\n")


def write_atomically(path: Path, text: str) -> None:
    """Replace a file's text in one step; the old file stays if that fails.

    Raises:
        HarnessError: the folder cannot be written or the disk is full.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(partial, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise HarnessError(
            f"Cannot write {path}: {error.strerror or error}. Free space or choose --out."
        ) from None


def load(path: Path) -> Record:
    """Read a record that `compare` wrote.

    Raises:
        UsageError: the file is missing, is no record, or was made by a newer version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"Cannot read the record {path}: {getattr(error, 'strerror', None) or error}."
        ) from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Record:
    """A record from its JSON text; strict about what it takes.

    Raises:
        UsageError: not JSON, not a record, or of another schema version.
    """
    data = strict_json(text, name)
    if not isinstance(data, dict) or "schema" not in data or "pairs" not in data:
        raise UsageError(f"{name} is not a record of Parallax (it has no schema and pairs).")
    version = data["schema"]
    if version != SCHEMA:
        raise UsageError(f"{name} has record schema {version}; this version reads schema {SCHEMA}.")
    _validate(data, name)
    return Record(
        **_known(Record, data)
        | {
            "lanes": tuple(LaneFacts(**_tuples(LaneFacts, lane)) for lane in data["lanes"]),
            "pairs": tuple(_pair(pair) for pair in data["pairs"]),
            "base": _base(data["base"]) if data.get("base") else None,
        }
    )


def strict_json(text: str, name: str) -> Any:
    """JSON without NaN, duplicate keys or absurd depth.

    Raises:
        UsageError: naming the file and the fault.
    """

    def refuse_constant(constant: str) -> Any:
        raise ValueError(f"{constant} is not JSON")

    def refuse_duplicates(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            raise ValueError("a key stands twice")
        return result

    try:
        return json.loads(text, parse_constant=refuse_constant, object_pairs_hook=refuse_duplicates)
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply to be a record.") from None
    except ValueError as error:
        raise UsageError(f"{name} is not valid JSON: {error}.") from None


def sound(value: Any) -> bool:
    """Whether a value is finite JSON with integers that every reader takes exactly."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return True
    if isinstance(value, int):
        return abs(value) <= LARGEST_EXACT
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(sound(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and sound(item) for key, item in value.items())
    return False


def _pair(data: dict[str, Any]) -> PairRecord:
    return PairRecord(
        **_tuples(PairRecord, data)
        | {
            "skips": tuple(Skip(**skip) for skip in data["skips"]),
            "warmups": tuple(Warmup(**warmup) for warmup in data["warmups"]),
            "trials": tuple(Trial(**_tuples(Trial, trial)) for trial in data["trials"]),
        }
    )


def _base(data: dict[str, Any]) -> Base:
    looks = [
        Look(**look | {"samples": tuple(tuple(sample) for sample in look["samples"])})
        for look in data["looks"]
    ]
    return Base(**data | {"pairs": tuple(map(_pair, data["pairs"])), "looks": tuple(looks)})


def _known(noun: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(noun)}
    return {key: value for key, value in data.items() if key in names}


def _tuples(noun: type, data: dict[str, Any]) -> dict[str, Any]:
    known = _known(noun, data)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}


def _validate(data: dict[str, Any], name: str) -> None:
    from compare.schemas import first_fault  # jsonschema costs 0.1 s: only where a file is read

    fault = first_fault("record", data)
    if fault:
        raise UsageError(f"{name} is not a valid record: {fault}.")
