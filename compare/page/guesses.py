"""Questions about what happened: in which order, in which variant, by which mistake. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compare.page.questions import LANGUAGES, MOST_CHOICES, Guess, Prediction, diff_lines, observed
from compare.page.tracks import Track, in_order, track_of
from compare.record.nouns import PairRecord
from compare.text import flowing

FEWEST_STEPS, MOST_STEPS = 3, 6


def which_order(variant: str, pair: PairRecord) -> Prediction | None:
    """In which order the steps came that a claim of the contract puts in order: of those no run has another."""
    for claim in pair.contract.get("behaviour", ()):
        steps = claim.get("equals")
        if claim["check"] != "order" or not isinstance(steps, (list, tuple)):
            continue
        if not FEWEST_STEPS <= len(steps) <= MOST_STEPS or len(set(map(str, steps))) < len(steps):
            continue
        for name in claim.get("variants") or [variant]:
            if found := _ordered(pair, name, claim):
                return found
    return None


def _ordered(pair: PairRecord, variant: str, claim: Mapping[str, Any]) -> Prediction | None:
    for case in claim.get("cases") or [one["id"] for one in pair.cases]:
        right = {}
        for trial in observed(pair, variant, case):
            events = (
                one for one in in_order(trial.trace) if one["name"] == claim["name"] and one["kind"] != "end"
            )
            right[trial.lane] = tuple(str(one.get("item")) for one in events)
        orders = set(right.values())
        if orders and all(FEWEST_STEPS <= len(one) <= MOST_STEPS for one in orders):
            wrong = [other for one in sorted(orders) for other in _swapped(one) if other not in orders]
            choices = sorted([*orders, *wrong[: MOST_CHOICES - len(orders)]])
            told = tuple(" → ".join(one) for one in choices)
            alike = len(orders) == 1
            answers = {"": next(iter(orders))} if alike else right
            rows = tuple(Guess(who, told, " → ".join(one)) for who, one in answers.items())
            return Prediction("order", variant, case, rows)
    return None


def _swapped(steps: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The same steps, two neighbours in each other's place; the last ones first."""
    for place in range(len(steps) - 2, -1, -1):
        yield (*steps[:place], steps[place + 1], steps[place], *steps[place + 2 :])


def which_timeline(headline: str, pair: PairRecord) -> Prediction | None:
    """Which variant a picture shows; no other choice looks like it."""
    names = sorted(
        (one["name"] for one in pair.contract.get("variants", ())), key=lambda name: name != headline
    )
    for case in (one["id"] for one in pair.cases):
        looks = {}
        for name in names:
            tracks = [track_of(one.lane, one.trace) for one in observed(pair, name, case)]
            if tracks and all(one.stretches for one in tracks):
                looks[name] = [_look(one) for one in tracks]
        for name, look in reversed(looks.items()):
            others = [other for other in looks if other != name and looks[other] != look]
            if others:
                choices = tuple(sorted([name, *others[: MOST_CHOICES - 1]]))
                return Prediction("timeline", name, case, (Guess("", choices, name),))
    return None


def _look(track: Track) -> tuple[Any, ...]:
    """What of a picture is the same in each run: its bars by name, and how many are open at once and in the end."""
    opened = [(one.first, 1) for one in track.stretches]
    opened += [(one.last, -1) for one in track.stretches if one.last is not None]
    depth = most = 0
    for _, step in sorted(opened):
        depth += step
        most = max(most, depth)
    endings = Counter(one.ending for one in track.stretches)
    return most, depth, endings, Counter(one.label for one in track.stretches)


def which_mistake(pair: PairRecord) -> Prediction | None:
    """What a change of a text does: it was put in, and the judge rejected it."""
    caught = [one for one in pair.mistakes if not one["right"] and not one["accepted"]]
    for one in caught:
        says = flowing(one["says"])
        others = dict.fromkeys(
            flowing(other["says"]) for other in caught if other["language"] == one["language"]
        )
        wrong = [other for other in others if other != says][: MOST_CHOICES - 2]
        if wrong:
            choices = tuple(sorted([says, *wrong]))
            return Prediction(
                *("mistake", "", "", (Guess("", choices, says),)),
                subject=LANGUAGES[one["language"]],
                lines=diff_lines(one["diff"]),
            )
    return None
