"""A question about what a variant changes, where the languages agree: the same output, a row a variant. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compare.catalogue.contract import predicted
from compare.page.questions import (
    MOST_CHOICES,
    Guess,
    Prediction,
    askable,
    has,
    nothing,
    observed,
)
from compare.record.nouns import PairRecord
from compare.record.values import shown
from compare.text import flowing


def which_contrast(pair: PairRecord) -> Prediction | None:
    """What an output is in each variant: of those that a case tells apart, in the first such case.

    An output that the contract says to predict comes before the others. A variant whose lanes differ in it, or that
    has no such output, is left out; what is shown only is no question.
    """
    found = [one for place in pair.cases for one in _of_case(pair, place["id"])]
    return min(found, key=lambda one: one.subject != predicted(pair.contract)[0], default=None)


def _of_case(pair: PairRecord, case: str) -> Iterator[Prediction]:
    outputs: Mapping[str, Mapping[str, Any]] = pair.contract.get("outputs", {})
    told = {one["name"]: flowing(one.get("says", "")) for one in pair.contract.get("variants", ())}
    for field, entry in outputs.items():
        right = {}
        for name in told:
            if has(name, entry) and (answer := _answer(pair, name, case, field, entry)):
                right[name] = answer
        choices = sorted(set(right.values()), key=lambda text: (len(text), text))
        if entry.get("mode") != "shown" and 1 < len(choices) <= MOST_CHOICES and all(map(askable, choices)):
            rows = tuple(Guess(name, tuple(choices), answer, told[name]) for name, answer in right.items())
            yield Prediction("contrast", "", case, rows, field, flowing(entry.get("help", "")))


def _answer(pair: PairRecord, variant: str, case: str, field: str, entry: Mapping[str, Any]) -> str:
    """The one value of all lanes; empty where they differ, or where some lane has none."""
    trials = list(observed(pair, variant, case))
    seen = {shown(one.outputs[0]["value"].get(field)) for one in trials if one.outputs}
    told = all(one.outputs and field in one.outputs[0]["value"] for one in trials)
    return seen.pop() if told and len(seen) == 1 and not nothing(seen, entry) else ""
