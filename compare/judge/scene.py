"""One pair's record as judging looks at it: its rows in order, its contract's selectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from compare.catalogue.expectations import FREE_THREADED
from compare.record.nouns import LaneFacts, PairRecord, Trial

# Trials that gave their whole answer; what is wrong with the others came after it.
COMPLETED = frozenset({"ok", "leaked", "env-changed", "flooded"})
# Trials that never began.
UNBEGUN = frozenset({"not-run", "interrupted"})


class RowName(NamedTuple):
    """A variant in a lane, with the values of one case."""

    case: str
    variant: str
    lane: str

    def __str__(self) -> str:
        return f"{self.lane} ({self.variant})"


@dataclass(frozen=True)
class Scene:
    """A pair's record beside the lanes of its run."""

    pair: PairRecord
    lanes: tuple[LaneFacts, ...]

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All trials by case, lane and variant, observed ones first; lanes as the record has them."""
        lanes = [lane.name for lane in self.lanes]
        variants = [variant.get("name") for variant in self.pair.contract.get("variants", ())]
        cases = [case["id"] for case in self.pair.cases]

        def place(trial: Trial) -> tuple[Any, ...]:
            by_name = (_index(cases, trial.case), _index(lanes, trial.lane), _index(variants, trial.variant))
            return (*by_name, trial.case, trial.lane, trial.variant, trial.mode, trial.round, trial.position)

        return tuple(sorted(self.pair.trials, key=place))

    @property
    def completed(self) -> tuple[Trial, ...]:
        """The trials that have outputs."""
        return tuple(trial for trial in self.trials if trial.state in COMPLETED and trial.outputs)

    @property
    def observed(self) -> tuple[Trial, ...]:
        """The completed trials that were traced."""
        return tuple(trial for trial in self.completed if trial.mode == "observed")

    def kind(self, lane: str) -> str:
        """The kind of a lane: python, dotnet or pythonnet."""
        return next((facts.kind for facts in self.lanes if facts.name == lane), lane)

    def text(self, lane: str) -> str:
        """Which of the pair's two texts a lane runs: python or dotnet."""
        kind = self.kind(lane)
        default = "python" if kind == "python" else "dotnet"
        return str(self.pair.contract.get("text", {}).get(kind, default))

    def sides(self, lane: str) -> tuple[str, ...]:
        """The names by which a divergence may hold a lane's value, the nearest first."""
        no_gil = any(one.name == lane and one.facts.get("gil") is False for one in self.lanes)
        own = (FREE_THREADED,) if no_gil and self.text(lane) == "python" else ()
        return (lane, *own, self.kind(lane), self.text(lane))

    def case(self, name: str) -> Mapping[str, Any]:
        """A case as it was run: its parameters, and whether the user altered them."""
        blank = {"id": name, "parameters": {}, "altered": False}
        return next((case for case in self.pair.cases if case["id"] == name), blank)

    def parameters(self, name: str) -> Mapping[str, Any]:
        """The values of a case."""
        return self.case(name)["parameters"]

    def altered(self, name: str) -> bool:
        """Whether a case was run with other values than the contract's."""
        return bool(self.case(name)["altered"])

    def selects(self, entry: Mapping[str, Any], row: RowName) -> bool:
        """Whether an entry's selectors take a row; one with `cases` takes no altered case."""
        if "cases" in entry and (row.case not in entry["cases"] or self.altered(row.case)):
            return False
        if "variants" in entry and row.variant not in entry["variants"]:
            return False
        if entry.keys().isdisjoint(("texts", "lanes")):  # as most are: asked for each row of each entry
            return True
        return concerns(entry, self.text(row.lane), {row.lane, self.kind(row.lane)})


def concerns(entry: Mapping[str, Any], text: str, lanes: set[str]) -> bool:
    """Whether an entry is about a text, python or dotnet, in a lane: its name, its kind, or both."""
    if "texts" in entry and text not in entry["texts"]:
        return False
    return "lanes" not in entry or not lanes.isdisjoint(entry["lanes"])


def row_of(trial: Trial) -> RowName:
    """The row that a trial belongs to."""
    return RowName(trial.case, trial.variant, trial.lane)


def _index(names: list[Any], name: str) -> int:
    return names.index(name) if name in names else len(names)
