"""Where a process's events go and its gates are: here, or at the worker's sink."""

from __future__ import annotations

from compare.worker.gates import Gates, block, block_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    Address = tuple[str, int, str]  # host, port and token of the worker's sink

    class Place(Protocol):
        """Where a process's events go and its gates are."""

        def send(self, event: dict[str, Any]) -> None:
            """Deliver an event; it has arrived when this returns."""

        def open(self, name: str) -> None:
            """Open a one-shot gate."""

        def wait(self, name: str, parties: int | None, timeout_s: float) -> bool:
            """Wait at a gate in this thread."""

        async def wait_async(self, name: str, parties: int | None, timeout_s: float) -> bool:
            """Wait at a gate in a coroutine."""


class Here:
    """The worker's own process, for one trial: events in memory, gates in the table.

    Args:
        late: gets the names of events that come after the trial's end.
    """

    def __init__(self, late: list[str] | None = None) -> None:
        self.gates = Gates()
        self._events: list[dict[str, Any]] = []
        self._late = [] if late is None else late
        self._ended = False
        self.fault = ""  # what a child sent that is none of our messages

    def send(self, event: dict[str, Any]) -> None:
        """Keep the event."""
        if self._ended:
            self._late.append(event["name"])
        else:
            self._events.append(event)

    def end(self) -> None:
        """The trial is over; what comes now is late."""
        self._ended = True

    def events(self) -> list[dict[str, Any]]:
        """What came so far, in the order of time."""
        came = tuple(self._events)  # a thread that was left running may still add to it
        return sorted(came, key=lambda event: event["t"])

    def open(self, name: str) -> None:
        """Open a one-shot gate."""
        self.gates.open(name)

    def wait(self, name: str, parties: int | None, timeout_s: float) -> bool:
        """Wait in this thread."""
        return block(self.gates, name, parties, timeout_s)

    async def wait_async(self, name: str, parties: int | None, timeout_s: float) -> bool:
        """Wait in a coroutine."""
        return await block_async(self.gates, name, parties, timeout_s)
