"""What a client and its workers tell each other, as text of JSON. Pure."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from compare import __version__
from compare.errors import UsageError
from compare.plan.options import Options
from compare.record.heads import head_of
from compare.record.nouns import SCHEMA, Head, Record, Since
from compare.record.saving import record_of, since_of, strict_json
from compare.setup.home import ROOT

WHAT = "its answer"  # as a reason says it of a worker
MACHINES = ("platform", "lacking", "unbuilt")  # what of a choice each machine has for itself


@dataclass(frozen=True)
class ClusterJob:
    """What all pairs of one run have in common."""

    run: str  # tells this run from any other
    only: tuple[str, ...]
    chapters: tuple[str, ...]
    cases: tuple[str, ...]
    lanes: str
    lanes_file: str  # on each worker's machine
    quick: bool
    rounds: int | None
    seed: int
    settings: tuple[str, ...]
    timeout_ms: int | None
    roots: tuple[str, ...]  # an empty name is a worker's own checkout
    against: str  # the base's commit; empty where there is none
    since: dict[str, Any] | None  # how the pairs stand to it, or to another revision; None for all of them

    @property
    def text(self) -> str:
        """The job as a worker is told of it."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def options(self) -> Options:
        """The options by which a worker runs its pairs; what it lacks is told, and not refused."""
        roots = tuple(Path(root) if root else ROOT for root in self.roots)
        same = {name: getattr(self, name) for name in _SAME}
        return Options(**same, roots=roots, against=self.against, allow_missing=True)

    @property
    def held(self) -> Since | None:
        """How the pairs stand to the revision that was named."""
        return since_of(self.since) if self.since else None


_SAME = (
    "only",
    "chapters",
    "cases",
    "lanes",
    "lanes_file",
    "quick",
    "rounds",
    "seed",
    "settings",
    "timeout_ms",
)


def job_of(options: Options, against: str = "", since: Since | None = None) -> ClusterJob:
    """The job of a run.

    Args:
        options: what the user gave.
        against: the commit of the base, which is the same on all machines; empty where there is none.
        since: how the chosen pairs stand to the revision that was named.
    """
    return ClusterJob(
        secrets.token_hex(8),
        roots=tuple("" if root == ROOT else str(root) for root in options.roots),
        against=against,
        since=asdict(since) if since else None,
        **{name: getattr(options, name) for name in _SAME},
    )


def heads_of(roots: Iterable[Path]) -> tuple[Head, ...]:
    """What must stand alike on all machines: Parallax's own checkout first, then the roots of the run."""
    return tuple(map(head_of, dict.fromkeys([ROOT, *roots])))


def read_job(text: str) -> ClusterJob:
    """The job from its text."""
    data = json.loads(text)
    return ClusterJob(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    )


@dataclass(frozen=True)
class Request:
    """A pair that a worker is to run."""

    pair: str
    timed: bool = True
    until: float | None = None  # seconds of the client's clock; no trial begins after it

    def text(self, now: float) -> str:
        """The request as a worker is told of it, whose clock is another one."""
        return json.dumps(
            {
                "pair": self.pair,
                "timed": self.timed,
                "left_s": None if self.until is None else max(0.0, self.until - now),
            }
        )


def answered(answer: bytes, heads: Sequence[Head]) -> Record:
    """The record that a worker gave: of its lanes alone, or of one pair.

    Args:
        answer: JSON text in UTF-8.
        heads: what stands here, as `heads_of` has it.

    Raises:
        UsageError: it is of another state or version, or it is no record; the message follows its name.
    """
    data = strict_json(answer.decode("utf-8", "replace"), WHAT)
    if not isinstance(data, dict):
        raise UsageError("its answer is no record of Parallax")
    if "error" in data:
        raise UsageError(str(data["error"]).rstrip("."))
    for name, own in (("tool", __version__), ("schema", SCHEMA)):
        if data.get(name) != own:
            word = "version" if name == "tool" else "record schema"
            raise UsageError(f"it has {word} {str(data.get(name))[:40]}, and this checkout {own}")
    record = record_of(data, WHAT)
    if record.heads != tuple(heads):
        raise UsageError(f"its checkout stands at {_stood(record.heads)}, this one at {_stood(heads)}")
    return record


def _stood(heads: Sequence[Head]) -> str:
    told = [one.commit[:12] + f" with changes ({one.changes})" * bool(one.changes) for one in heads]
    return " and ".join(told) or "an unknown commit"
