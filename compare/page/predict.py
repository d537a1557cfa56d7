"""A question to answer before the answer is shown, made of what the run gave. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from compare.judge.verdict import PairVerdict
from compare.record.nouns import PairRecord
from compare.record.values import shown
from compare.text import flowing

MOST_CHOICES = 4
LONGEST_CHOICE = 28
COMPUTED = re.compile(r"\d{5}")  # nobody is asked to predict such a number


@dataclass(frozen=True)
class Prediction:
    """What a field of the outputs is in each lane: the choices, and which of them is right."""

    field: str
    help: str
    variant: str
    case: str
    choices: tuple[str, ...]
    right: tuple[tuple[str, str], ...]  # lane and value


def prediction_of(verdict: PairVerdict, pair: PairRecord) -> Prediction | None:
    """The question of a pair: where the lanes differ by design first, else where its cases or variants differ.

    None where nothing that was seen leaves a choice.
    """
    asked = [*_divergent(verdict), *((verdict.headline, name) for name in pair.contract.get("outputs", {}))]
    found = [one for variant, field in asked if (one := _prediction(pair, variant, field))]
    return next(iter(sorted(found, key=lambda one: len({value for _, value in one.right}) < 2)), None)


def _divergent(verdict: PairVerdict) -> Iterator[tuple[str, str]]:
    ours = [one for one in verdict.divergences if not one.field.startswith("behaviour.")]
    yield from (
        (one.variant, one.field) for one in sorted(ours, key=lambda one: one.variant != verdict.headline)
    )


def _prediction(pair: PairRecord, variant: str, field: str) -> Prediction | None:
    entry = pair.contract.get("outputs", {}).get(field, {})
    if entry.get("mode") == "shown":
        return None
    for case in (one["id"] for one in pair.cases):
        right = {}
        for trial in pair.trials:
            if (trial.mode, trial.variant, trial.case) == ("observed", variant, case) and trial.outputs:
                value = trial.outputs[0]["value"]
                if field in value and trial.lane != "pythonnet":
                    right[trial.lane] = shown(value[field])
        choices = dict.fromkeys([*right.values(), *_others(pair, field)])
        if any(len(one) > LONGEST_CHOICE or COMPUTED.search(one) for one in choices):
            return None
        few = sorted(list(choices)[:MOST_CHOICES], key=lambda text: (len(text), text))
        if len(right) > 1 and len(few) > 1:
            told = flowing(entry.get("help", ""))
            return Prediction(field, told, variant, case, tuple(few), tuple(right.items()))
    return None


def _others(pair: PairRecord, field: str) -> Iterator[str]:
    """What the field was in other rows, and what it may well have been."""
    for trial in pair.trials:
        value: Any = trial.outputs[0]["value"] if trial.outputs else {}
        if trial.mode == "observed" and value.get(field) is not None:  # that there is none is nobody's guess
            yield shown(value[field])
            if isinstance(value[field], bool):
                yield shown(not value[field])
