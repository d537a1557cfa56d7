"""The options of `compare`, parsed from strings with one clear sentence for each mistake."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compare.catalogue.loading import CONTRACTS
from compare.errors import UsageError, nearest
from compare.setup.home import ROOT, kept, project

FAIL_ON = ("outputs", "timings", "both", "never")
LARGEST_SEED = 2**32


@dataclass(frozen=True)
class Options:
    """What the user asked of one run."""

    only: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    lanes: str = ""
    lanes_file: str = ""  # in place of the roots' own
    quick: bool = False
    rounds: int | None = None
    seed: int = 0
    settings: tuple[str, ...] = ()
    timeout_ms: int | None = None
    max_time_s: float | None = None
    roots: tuple[Path, ...] = (ROOT,)
    out: Path = field(default_factory=lambda: kept("reports"))
    json: bool = False
    fail_on: str = "both"
    allow_missing: bool = False
    verbose: bool = False
    against: str = ""
    changed: str = ""
    everything: bool = False  # also what cannot differ
    baseline: Path | None = None
    shard: tuple[int, int] | None = None  # number, from 1, of how many
    strict: bool = False
    on: str = ""  # the cluster whose workers run the pairs; empty for this process
    everywhere: bool = False  # each worker runs every pair
    insecure: bool = False  # also where others could read and drive it
    keep: int | None = None  # so many runs' reports stay in our own folder; none for the usual number

    @property
    def revision(self) -> str:
        """What head is held against, as the user named it; empty where it is held against nothing."""
        return self.against or self.changed

    @property
    def revision_option(self) -> str:
        """The option by which it was named."""
        return "--against" if self.against else "--changed"

    def as_data(self) -> dict[str, Any]:
        """The options as they stand in the record."""
        return {
            "only": list(self.only),
            "chapters": list(self.chapters),
            "cases": list(self.cases),
            "lanes": self.lanes,
            "lanes_file": self.lanes_file,
            "quick": self.quick,
            "rounds": self.rounds,
            "settings": list(self.settings),
            "timeout_ms": self.timeout_ms,
            "max_time_s": self.max_time_s,
            "against": self.against,
            "changed": self.changed,
            "all": self.everything,
            "shard": "/".join(map(str, self.shard or ())),
        }


def parse(raw: Mapping[str, Any]) -> Options:
    """Options from invoke's strings and flags.

    Raises:
        UsageError: a value that is no number, out of its limits or unknown.
    """
    fail_on = raw.get("fail_on") or "both"
    if fail_on not in FAIL_ON:
        raise UsageError(f"--fail-on {fail_on!r} is unknown.{nearest(fail_on, FAIL_ON)}")
    seed = raw.get("seed") or ""
    timeout = number(raw.get("timeout") or "", "--timeout", 0.1, 3600)
    return Options(
        only=split(raw.get("only")),
        chapters=split(raw.get("chapter")),
        cases=split(raw.get("case")),
        lanes=raw.get("lanes") or "",
        lanes_file=raw.get("lanes_file") or "",
        quick=bool(raw.get("quick")),
        rounds=whole(raw.get("rounds") or "", "--rounds", 1, 1000),
        seed=random.SystemRandom().randrange(LARGEST_SEED)
        if seed == ""
        else whole(seed, "--seed", 0, LARGEST_SEED) or 0,
        settings=tuple(raw.get("set") or ()),
        timeout_ms=None if timeout is None else int(timeout * 1000),
        max_time_s=number(raw.get("max_time") or "", "--max-time", 1, 86_400),
        roots=roots(raw.get("root"), bool(raw.get("only_root"))),
        out=Path(raw.get("out") or kept("reports")),
        json=bool(raw.get("json")),
        fail_on=fail_on,
        allow_missing=bool(raw.get("allow_missing")),
        verbose=bool(raw.get("verbose")),
        against=_revision("against", raw),
        changed=_revision("changed", raw),
        everything=_everything(raw),
        baseline=Path(raw["baseline"]) if raw.get("baseline") else None,
        shard=_shard(raw.get("shard") or ""),
        strict=strict(raw),
        on=raw.get("on") or "",
        everywhere=bool(raw.get("everywhere")),
        insecure=bool(raw.get("insecure")),
        keep=whole(raw.get("keep") or "", "--keep", 1, 10_000),
    )


def _shard(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of) <= 256):
        raise UsageError(f"--shard takes I/N, such as 1/4, with I from 1 to N; not {text!r}.")
    return int(number), int(of)


def strict(raw: Mapping[str, Any]) -> bool:
    """Whether what cannot be told fails: said by --strict or --no-strict, and else where CI is set.

    Raises:
        UsageError: both were said.
    """
    if raw.get("strict") and raw.get("no_strict"):
        raise UsageError("--strict and --no-strict exclude each other.")
    return bool(raw.get("strict")) or (bool(os.environ.get("CI")) and not raw.get("no_strict"))


def _revision(name: str, raw: Mapping[str, Any]) -> str:
    given = raw.get(name) or ""
    if given and raw.get("root") and not raw.get("only_root"):
        raise UsageError(f"--{name} compares one folder's pairs: with --root DIR also say --only-root.")
    if name == "against":
        if given and raw.get("rounds"):
            raise UsageError(
                "--rounds has no meaning with --against, whose rule says how many pairs it takes."
            )
        return str(given)
    if given and raw.get("against"):
        raise UsageError(
            "--changed and --against exclude each other: --against runs only what can differ, as it is."
        )
    return "HEAD" if given is True else str(given)


def _everything(raw: Mapping[str, Any]) -> bool:
    if raw.get("all") and not raw.get("against"):
        raise UsageError(
            "--all goes with --against REV: without it, all pairs are run unless --changed is said."
        )
    return bool(raw.get("all"))


def split(values: Iterable[str] | str | None) -> tuple[str, ...]:
    """Repeated and comma-separated names as one tuple."""
    parts = [values] if isinstance(values, str) else list(values or ())
    return tuple(name.strip() for part in parts for name in part.split(",") if name.strip())


def whole(text: str, option: str, low: int, high: int) -> int | None:
    """An integer within limits, or None for an empty text."""
    if text == "":
        return None
    try:
        value = int(text)
    except ValueError:
        raise UsageError(f"{option} takes a whole number from {low} to {high}, not {text!r}.") from None
    if not low <= value <= high:
        raise UsageError(f"{option} takes a whole number from {low} to {high}, not {value}.")
    return value


def number(text: str, option: str, low: float, high: float) -> float | None:
    """Seconds within limits, or None for an empty text."""
    if text == "":
        return None
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{option} takes seconds from {low:g} to {high:g}, not {text!r}.") from None
    if not low <= value <= high:
        raise UsageError(f"{option} takes seconds from {low:g} to {high:g}, not {text}.")
    return value


def roots(given: Iterable[str] | str | None, alone: bool = False) -> tuple[Path, ...]:
    """The folder that this was started for, Parallax's own or a project's, and the user's.

    Args:
        given: folders named by `--root`.
        alone: only the user's folders (`--only-root`).

    Raises:
        UsageError: a folder that is not there or holds no contracts.
    """
    own = [given] if isinstance(given, str) and given else list(given or ())
    found = [_root(f"--root {text}", text) for text in own]
    if alone and not found and not project():
        raise UsageError("--only-root needs a --root DIR.")
    return tuple(dict.fromkeys(found if alone and found else [first_root(), *found]))


def first_root() -> Path:
    """The folder whose pairs are run where `--only-root` does not leave them out: a project's, or Parallax's own.

    Raises:
        UsageError: the project holds no contracts.
    """
    return _root("This project", str(home)) if (home := project()) else ROOT


def _root(named: str, text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if not (path / CONTRACTS).is_dir():
        raise UsageError(
            f"{named}: there is no folder {CONTRACTS.as_posix()} below it. "
            "`invoke new CHAPTER/PAIR --root DIR` makes a first pair there."
        )
    return path
