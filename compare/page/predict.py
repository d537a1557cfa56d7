"""Questions to answer before the answer is shown, made of what the run gave. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compare.judge.verdict import PairVerdict
from compare.page.gains import which_gain
from compare.page.guesses import which_mistake, which_order, which_timeline
from compare.page.questions import MOST_CHOICES, Guess, Prediction, observed
from compare.record.nouns import PairRecord
from compare.record.values import shown
from compare.text import flowing

LONGEST_CHOICE = 40
COMPUTED = re.compile(r"\d{5}")  # nobody is asked to predict such a number


def predictions_of(verdict: PairVerdict, pair: PairRecord, quick: bool = False) -> tuple[Prediction, ...]:
    """The questions of a pair, one of a kind at most: value, gain, order, timeline, mistake.

    Empty where nothing that was seen leaves a choice. Those whose answer tells the languages apart come first.

    Args:
        verdict: what was judged of it.
        pair: what was seen of it.
        quick: whether the run was too short for a word on time.
    """
    found = (
        _value(verdict, pair),
        None if quick else which_gain(verdict),
        which_order(verdict.headline, pair),
        which_timeline(verdict.headline, pair),
        which_mistake(pair),
    )
    return tuple(sorted(filter(None, found), key=lambda one: not one.apart))


def _value(verdict: PairVerdict, pair: PairRecord) -> Prediction | None:
    """What a field is: where the lanes differ first, in the first case that can be; else where other rows differ."""
    asked = [*_divergent(verdict), *((verdict.headline, name) for name in pair.contract.get("outputs", {}))]
    found = [one for variant, field in asked for one in _of_field(pair, variant, field)]
    places = [one["id"] for one in pair.cases]
    return min(found, key=lambda one: (not one.apart, places.index(one.case)), default=None)


def _divergent(verdict: PairVerdict) -> Iterator[tuple[str, str]]:
    ours = [one for one in verdict.divergences if not one.field.startswith("behaviour.")]
    yield from (
        (one.variant, one.field) for one in sorted(ours, key=lambda one: one.variant != verdict.headline)
    )


def _of_field(pair: PairRecord, variant: str, field: str) -> Iterator[Prediction]:
    """A question a case; of a value that is shown only, where the lanes differ in whether something happened."""
    entry: Mapping[str, Any] = pair.contract.get("outputs", {}).get(field, {})
    if entry.get("mode") == "shown" and not _happened(pair, field):
        return
    for case in (one["id"] for one in pair.cases):
        right = {}
        for trial in observed(pair, variant, case):
            if trial.outputs and field in trial.outputs[0]["value"]:
                right[trial.lane] = shown(trial.outputs[0]["value"][field])
        if not all(map(_askable, right.values())):
            continue
        choices = dict.fromkeys([*right.values(), *filter(_askable, _others(pair, field))])
        few = sorted(list(choices)[:MOST_CHOICES], key=lambda text: (len(text), text))
        if len(right) > 1 and len(few) > 1:
            told = flowing(entry.get("help", ""))
            one = Prediction("value", variant, case, _rows(right, few), field, told)
            if one.apart or entry.get("mode") != "shown":
                yield one


def _askable(choice: str) -> bool:
    return len(choice) <= LONGEST_CHOICE and not COMPUTED.search(choice)


def _happened(pair: PairRecord, field: str) -> bool:
    """Whether a field tells of a run by yes or no, and not of the lane, of which it would be the same in every row."""
    by_lane: dict[str, set[Any]] = {}
    for trial in pair.trials:
        if trial.mode == "observed" and trial.outputs:
            by_lane.setdefault(trial.lane, set()).add(trial.outputs[0]["value"].get(field))
    seen = set().union(*by_lane.values())
    return seen <= {True, False, None} and any(len(one) > 1 for one in by_lane.values())


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
