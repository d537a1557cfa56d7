"""The small protocol between the runner and a lane, and its outcome values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from compare.record import LaneFacts


@dataclass(frozen=True)
class Program:
    """Where an example is: a Python file, or a type in a .NET assembly."""

    path: str
    type: str = ""

    def request(self) -> dict[str, str]:
        """The part of a `prepare` request that names the program."""
        return {"program": self.path} | ({"type": self.type} if self.type else {})


@dataclass(frozen=True)
class Outcome:
    """What came of one request to a lane; `state` is a trial's state."""

    state: str
    detail: str = ""
    reply: Mapping[str, Any] = field(default_factory=dict)
    stderr: str = ""
    peak_bytes: int | None = None  # of the whole process tree, beyond what it held before; of observed trials

    @property
    def ok(self) -> bool:
        """Whether the request was answered as it should be."""
        return self.state == "ok"


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

    def leftovers(self) -> tuple[str, str]:
        """(state, detail) of what was left behind since the mark, or two empty strings."""

    def restart(self) -> None:
        """Replace the worker by a new one."""

    def close(self) -> None:
        """End the worker and everything it started."""
