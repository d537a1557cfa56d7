"""Questions to answer before the answer is shown, made of what the run gave. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compare.judge.verdict import PairVerdict
from compare.page.guesses import which_mistake, which_order, which_timeline
from compare.page.questions import MOST_CHOICES, Guess, Prediction, observed
from compare.record.nouns import PairRecord
from compare.record.values import shown
from compare.text import flowing

LONGEST_CHOICE = 28
COMPUTED = re.compile(r"\d{5}")  # nobody is asked to predict such a number


def predictions_of(verdict: PairVerdict, pair: PairRecord) -> tuple[Prediction, ...]:
    """The questions of a pair, one of a kind at most: value, order, timeline, mistake.

    Empty where nothing that was seen leaves a choice.
    """
    found = (
        _value(verdict, pair),
        which_order(verdict.headline, pair),
        which_timeline(verdict.headline, pair),
        which_mistake(pair),
    )
    return tuple(one for one in found if one)


def _value(verdict: PairVerdict, pair: PairRecord) -> Prediction | None:
    """What a field is: where the lanes differ by design first, else where its cases or variants differ."""
    asked = [*_divergent(verdict), *((verdict.headline, name) for name in pair.contract.get("outputs", {}))]
    found = [one for variant, field in asked if (one := _of_field(pair, variant, field))]
    return next(iter(sorted(found, key=lambda one: len({row.right for row in one.rows}) < 2)), None)


def _divergent(verdict: PairVerdict) -> Iterator[tuple[str, str]]:
    ours = [one for one in verdict.divergences if not one.field.startswith("behaviour.")]
    yield from (
        (one.variant, one.field) for one in sorted(ours, key=lambda one: one.variant != verdict.headline)
    )


def _of_field(pair: PairRecord, variant: str, field: str) -> Prediction | None:
    entry: Mapping[str, Any] = pair.contract.get("outputs", {}).get(field, {})
    if entry.get("mode") == "shown":
        return None
    for case in (one["id"] for one in pair.cases):
        right = {}
        for trial in observed(pair, variant, case):
            if trial.outputs and field in trial.outputs[0]["value"]:
                right[trial.lane] = shown(trial.outputs[0]["value"][field])
        choices = dict.fromkeys([*right.values(), *_others(pair, field)])
        if any(len(one) > LONGEST_CHOICE or COMPUTED.search(one) for one in choices):
            return None
        few = sorted(list(choices)[:MOST_CHOICES], key=lambda text: (len(text), text))
        if len(right) > 1 and len(few) > 1:
            told = flowing(entry.get("help", ""))
            return Prediction("value", variant, case, _rows(right, few), field, told)
    return None


def _rows(right: Mapping[str, str], choices: Sequence[str]) -> tuple[Guess, ...]:
    return tuple(Guess(lane, tuple(choices), value) for lane, value in right.items())


def _others(pair: PairRecord, field: str) -> Iterator[str]:
    """What the field was in other rows, and what it may well have been."""
    for trial in pair.trials:
        value: Any = trial.outputs[0]["value"] if trial.outputs else {}
        if trial.mode == "observed" and value.get(field) is not None:  # that there is none is nobody's guess
            yield shown(value[field])
            if isinstance(value[field], bool):
                yield shown(not value[field])
