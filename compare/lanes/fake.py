"""A lane without a process or a clock: it answers from what it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from compare.lanes.answers import fault_in
from compare.lanes.lane import LaneUnavailable, Outcome
from compare.record.nouns import LaneFacts

Answer = Callable[[Mapping[str, Any], Mapping[str, Any]], Outcome]  # (parameters, request) -> outcome


def trial_reply(value: Mapping[str, Any], elapsed_ns: int = 1000, trace: tuple[Any, ...] = ()) -> Outcome:
    """A good answer to a trial, with one output."""
    reply = {
        "ok": True,
        "outputs": [{"value": dict(value), "count": 1}],
        "elapsed_ns": elapsed_ns,
        "repeat": 1,
    }
    return Outcome("ok", reply=reply | {"cpu_ns": elapsed_ns, "trace": list(trace), "late": 0})


class FakeLane:
    """Tells the truth by construction: every answer is the given function's."""

    def __init__(self, name: str, kind: str, answer: Answer, unavailable: str = "") -> None:
        self.name = name
        self.kind = kind
        self.launch = 1
        self.asked: list[dict[str, Any]] = []
        self.left: list[Outcome] = []
        self._answer = answer
        self._unavailable = unavailable
        self._parameters: dict[int, Mapping[str, Any]] = {}

    def open(self) -> LaneFacts:
        """Facts of a lane that is ready; raises LaneUnavailable where it was told to."""
        if self._unavailable:
            raise LaneUnavailable(self._unavailable)
        language = "dotnet" if self.kind == "dotnet" else "python"
        return LaneFacts(
            self.name, language, self.kind, "ready", "", {"version": "fake", "modules": {}}, (1,)
        )

    def ask(self, request: Mapping[str, Any], timeout_s: float) -> Outcome:
        """Answer; an outcome of a dead worker starts a new launch."""
        self.asked.append(dict(request))
        operation = request["op"]
        if operation == "prepare":
            self._parameters[request["state"]] = request["parameters"]
            return Outcome("ok", reply={"ok": True, "prepare_ns": 1})
        if operation == "trial":
            outcome = self._answer(self._parameters[request["state"]], request)
            if outcome.state in ("crashed", "timeout", "no-result"):
                self.restart()
            fault = fault_in("trial", outcome.reply) if outcome.ok else ""
            return Outcome("bad-result", fault) if fault else outcome
        if operation == "warm":
            return Outcome("ok", reply={"ok": True, "first_ns": 2000, "calls": 1, "elapsed_ns": 2000})
        return Outcome("ok", reply={"ok": True, "threads": []})

    def mark(self, prepared: bool = False) -> None:
        """Nothing: a test puts leftovers in itself."""

    def leftovers(self) -> Outcome:
        """The next of the leftovers that the test put in."""
        return self.left.pop(0) if self.left else Outcome("ok")

    def restart(self) -> None:
        """A new launch, without states."""
        self.launch += 1
        self._parameters.clear()

    def close(self) -> None:
        """Nothing to end."""
