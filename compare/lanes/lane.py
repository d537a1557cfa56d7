"""The small protocol between the runner and a lane, and its outcome values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from compare.record.nouns import LaneFacts

MOST_OF_A_PAIR = 16 * 1024 * 1024  # bytes: twelve times the largest of ours


@dataclass(frozen=True)
class Program:
    """Where a scene is, a Python file or a type in a .NET assembly, and the example that it drives."""

    path: str
    example: str
    type: str = ""
    woven: str = ""  # a C# example's twin, with a gap before each store

    def request(self, observed: bool = False, shared: bool = False) -> dict[str, Any]:
        """The part of a `prepare` request that names the program.

        Args:
            observed: whether it is prepared for an observed trial; timed ones run the plain example.
            shared: whether threads of the example share memory: observed trials run it with gaps then.
        """
        gaps = observed and shared
        example = self.woven if gaps and self.woven else self.example
        named = {"program": self.path, "type": self.type, "example": example}
        weave = {"weave": True} if gaps and not self.type else {}
        return {name: value for name, value in named.items() if value} | weave


@dataclass(frozen=True)
class Outcome:
    """What came of one request to a lane; `state` is a trial's state."""

    state: str
    detail: str = ""
    reply: Mapping[str, Any] = field(default_factory=dict)
    stderr: str = ""
    printed: str = ""  # the first of what an observed trial wrote
    peak_bytes: int | None = None  # of the whole process tree, beyond what it held before; of observed trials
    size: int = 0  # bytes of the answer

    @property
    def ok(self) -> bool:
        """Whether the request was answered as it should be."""
        return self.state == "ok"


def within(answered: int, outcome: Outcome) -> Outcome:
    """What came of a request, or that a pair has answered more by now than a record takes of one.

    Args:
        answered: bytes of all the pair's answers, this one included.
        outcome: this one.
    """
    if answered <= MOST_OF_A_PAIR:
        return outcome
    return Outcome("flooded", f"all answers of its pair have more than {MOST_OF_A_PAIR} bytes by now")


def after_result(outcome: Outcome) -> Outcome:
    """What a request came to that only clears up after a trial which had given its result."""
    return replace(outcome, detail=f"after its result: {outcome.detail}")


class LaneUnavailable(Exception):
    """The lane cannot be used here; the message is the reason shown."""


class Lane(Protocol):
    """A place where examples run; it gives outcomes, it never raises half of an exception."""

    name: str
    kind: str  # python | dotnet | pythonnet
    launch: int  # how many workers were started so far

    def open(self) -> LaneFacts:
        """Start the worker; raises LaneUnavailable."""

    def ask(self, request: Mapping[str, Any], timeout_s: float) -> Outcome:
        """Send one request and wait for its outcome; replaces a worker that died."""

    def mark(self, prepared: bool = False) -> None:
        """Take what is there now as what belongs there; `prepared` says that states are held."""

    def leftovers(self) -> Outcome:
        """What was left behind since the mark: `ok`, or what a trial that left it is called."""

    def restart(self) -> None:
        """Replace the worker by a new one; where none starts, every request is `not-run` until one does."""

    def close(self) -> None:
        """End the worker and everything it started."""
