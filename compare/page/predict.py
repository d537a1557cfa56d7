"""Questions to answer before the answer is shown, made of what the run gave. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from compare.catalogue.contract import predicted
from compare.judge.verdict import PairVerdict
from compare.page.contrast import which_contrast
from compare.page.gains import which_gain
from compare.page.guesses import which_mistake, which_order, which_timeline
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

ANY_ORDER = ("unordered", "set")  # how such a value is written is luck


def predictions_of(verdict: PairVerdict, pair: PairRecord, quick: bool = False) -> tuple[Prediction, ...]:
    """The questions of a pair, one of a kind at most: value, gain, contrast, mistake, order, timeline.

    Empty where nothing that was seen leaves a choice. First comes an output that the contract says to predict; then
    what tells the languages apart; then what tells the variants apart, and what a mistake does; last a value that is
    the same on both sides.

    Args:
        verdict: what was judged of it.
        pair: what was seen of it.
        quick: whether the run was too short for a word on time.
    """
    contrast = which_contrast(pair)
    found = (
        _value(verdict, pair, apart=contrast is not None),
        None if quick else which_gain(verdict),
        contrast,
        which_mistake(pair),
        which_order(verdict.headline, pair),
        which_timeline(verdict.headline, pair),
    )
    return tuple(sorted(filter(None, found), key=lambda one: _rank(one, pair)))


def opens_on(predictions: Sequence[Prediction], pair: PairRecord) -> tuple[str, str]:
    """The variant and case that pictures open on: of the output that the contract says to predict first.

    Args:
        predictions: the questions of the pair.
        pair: what was seen of it.

    Returns:
        both empty where the contract names no such output, or none was seen that leaves a choice.
    """
    field, variant = predicted(pair.contract)
    return next(((variant, one.case) for one in predictions if field and one.subject == field), ("", ""))


def _rank(one: Prediction, pair: PairRecord) -> tuple[bool, bool, bool]:
    first = predicted(pair.contract)
    asked = one.subject == first[0] and one.variant in ("", first[1])
    return not asked, not one.apart, one.kind == "value" and not one.apart


def _value(verdict: PairVerdict, pair: PairRecord, apart: bool) -> Prediction | None:
    """What a field is: where the lanes differ first, in the first case that can be; else where other rows differ.

    Args:
        verdict: what was judged of it.
        pair: what was seen of it.
        apart: only where the lanes differ.
    """
    variants = (one["name"] for one in pair.contract.get("variants", ()))
    names = dict.fromkeys([verdict.headline, *variants])
    asked = [*_divergent(verdict), *product(names, pair.contract.get("outputs", {}))]
    found = [
        one for variant, field in asked for one in _of_field(pair, variant, field) if one.apart or not apart
    ]
    places = [one["id"] for one in pair.cases]
    return min(found, key=lambda one: (*_rank(one, pair), places.index(one.case)), default=None)


def _divergent(verdict: PairVerdict) -> Iterator[tuple[str, str]]:
    ours = [one for one in verdict.divergences if not one.field.startswith("behaviour.")]
    yield from (
        (one.variant, one.field) for one in sorted(ours, key=lambda one: one.variant != verdict.headline)
    )


def _of_field(pair: PairRecord, variant: str, field: str) -> Iterator[Prediction]:
    """A question a case; of a value that is shown only, where the lanes differ in whether something happened."""
    entry: Mapping[str, Any] = pair.contract.get("outputs", {}).get(field, {})
    if not has(variant, entry) or entry.get("mode") in ANY_ORDER:
        return
    if entry.get("mode") == "shown" and not _happened(pair, field):
        return
    for case in (one["id"] for one in pair.cases):
        right = {}
        for trial in observed(pair, variant, case):
            if trial.outputs and field in trial.outputs[0]["value"]:
                right[trial.lane] = shown(trial.outputs[0]["value"][field])
        if not all(map(askable, right.values())) or nothing(right.values(), entry):
            continue
        choices = dict.fromkeys([*right.values(), *filter(askable, _others(pair, field))])
        few = sorted(list(choices)[:MOST_CHOICES], key=lambda text: (len(text), text))
        if len(set(right.values())) > 1 and entry.get("mode") == "between":
            continue  # a range holds both: which of them came is luck, unless the contract says that they differ
        if len(right) > 1 and len(few) > 1:
            told = flowing(entry.get("help", ""))
            one = Prediction("value", variant, case, _rows(right, few), field, told)
            if one.apart or entry.get("mode") != "shown":
                yield one


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
