"""Small records for tests of the judge: only what a test says differs from a right one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from compare.judge import PairVerdict, judge
from compare.record.nouns import LaneFacts, PairRecord, Record, Trial

PYTHON = LaneFacts("python", "python", "python", "ready")
DOTNET = LaneFacts("dotnet", "dotnet", "dotnet", "ready")
PYTHONNET = LaneFacts("pythonnet", "python", "pythonnet", "ready")
PY313 = LaneFacts("py313", "python", "python", "ready")
BOTH = (PYTHON, DOTNET)
ALL = (PYTHON, DOTNET, PYTHONNET)


def contract(outputs: Mapping[str, Mapping[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A contract with one variant, one case and these outputs by field, or with what the test says."""
    plain = {
        "schema": 2,
        "id": "a-pair",
        "title": "A pair",
        "question": "What is there to see?",
        "teaches": "A race condition.",
        "asked": ["why is my sum wrong"],
        "terms": ["race condition"],
        "variants": [{"name": "plain", "says": "for / for", "headline": True, "reference": True}],
        "cases": [{"id": "default"}],
        "outputs": {name: dict(field) for name, field in (outputs or {}).items()},
    }
    return plain | changes


def case(name: str = "default", altered: bool = False, **parameters: Any) -> dict[str, Any]:
    """A case as it was run."""
    return {"id": name, "parameters": parameters, "altered": altered}


def trial(lane: str = "python", value: Any = None, **changes: Any) -> Trial:
    """One good observed trial; `value` is its output, or a list of its distinct outputs."""
    values = value if isinstance(value, list) else [{} if value is None else value]
    plain: dict[str, Any] = {
        "case": "default",
        "variant": "plain",
        "lane": lane,
        "mode": "observed",
        "launch": 1,
        "round": 0,
        "position": 1,
        "state": "ok",
        "outputs": tuple({"value": one, "count": 1} for one in values),
        "elapsed_ns": 1_000_000,
    }
    return Trial(**plain | changes)


def failed(lane: str = "python", state: str = "timeout", **changes: Any) -> Trial:
    """A trial that gave no output."""
    return trial(lane, state=state, **{"outputs": (), "elapsed_ns": 0} | changes)


def timed(lane: str, times: Sequence[float], value: Any = None, **changes: Any) -> list[Trial]:
    """A timed trial a round, each of which took so many nanoseconds a call."""
    return [
        trial(lane, value, **{"mode": "timed", "round": number, "elapsed_ns": round(time)} | changes)
        for number, time in enumerate(times, start=1)
    ]


def record(
    trials: Iterable[Trial],
    the_contract: Mapping[str, Any],
    lanes: Sequence[LaneFacts] = BOTH,
    cases: Sequence[Mapping[str, Any]] = (),
    **changes: Any,
) -> Record:
    """A record of one pair."""
    of_pair = {"cases": tuple(cases) or (case(),), "trials": tuple(trials)} | changes
    pair = PairRecord(the_contract.get("id", "a-pair"), "tasks", dict(the_contract), **of_pair)
    return Record("2026-01-01T00:00:00+00:00", 1, {}, {}, tuple(lanes), (pair,))


def judged(trials: Iterable[Trial], the_contract: Mapping[str, Any], **changes: Any) -> PairVerdict:
    """The verdict on a record of one pair."""
    return judge(record(trials, the_contract, **changes)).pairs[0]


def said(
    field: Mapping[str, Any], python: Any, dotnet: Any, altered: bool = False, **given: Any
) -> PairVerdict:
    """The verdict where both lanes ran once and said so for the field `n`; `given` are parameters."""
    trials = [trial("python", {"n": python}), trial("dotnet", {"n": dotnet})]
    return judged(trials, contract({"n": field}), cases=[case(altered=altered, **given)])


def ids(verdict: PairVerdict) -> list[str]:
    """The findings' ids."""
    return [finding.id for finding in verdict.findings]


class Story:
    """A trace told in order: each call is the next instant."""

    def __init__(self) -> None:
        self.trace: list[dict[str, Any]] = []

    def event(
        self, name: str, item: Any = None, *, pid: int = 1, thread: int = 1, value: Any = None
    ) -> Story:
        """An instant."""
        return self._add(name, "event", item, pid, thread, value=value)

    def begin(self, name: str, item: Any = None, *, span: int = 1, pid: int = 1, thread: int = 1) -> Story:
        """A span's beginning."""
        return self._add(name, "begin", item, pid, thread, span=span)

    def end(self, name: str, item: Any = None, *, span: int = 1, pid: int = 1, thread: int = 1) -> Story:
        """A span's end."""
        return self._add(name, "end", item, pid, thread, span=span)

    def _add(self, name: str, kind: str, item: Any, pid: int, thread: int, **more: Any) -> Story:
        event = {"t": 100 * len(self.trace), "pid": pid, "thread": thread, "name": name, "kind": kind}
        more = {"item": item} | more
        self.trace.append(event | {key: value for key, value in more.items() if value is not None})
        return self


def words(verdict: PairVerdict) -> tuple[str, str]:
    """Both words of a pair."""
    return verdict.outputs, verdict.behaviour
