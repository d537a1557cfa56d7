"""One case of one variant: who ran when, and what each lane gave. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from compare.judge.verdict import PairVerdict
from compare.page.legend import endings_of, waits_in, workers_of
from compare.page.pictures import draw
from compare.page.tracks import Track, in_order, label_of, start_of, track_of
from compare.page.words import PageLanguage
from compare.record.nouns import PairRecord, Record, Trial
from compare.record.values import same, shown
from compare.report.units import milliseconds
from compare.text import flowing

LONGEST_VALUE = 300
MOST_LISTED = 60  # events of a lane in the table; a picture of more tells nothing either


@dataclass(frozen=True)
class Given:
    """One output: what each lane gave, and what is said of it."""

    field: str
    help: str
    values: tuple[str, ...]
    word: str  # same | by design | DIFFERS | shown only | empty with one lane


@dataclass(frozen=True)
class EventTable:
    """A lane's events as text: time, worker, what."""

    lane: str
    rows: tuple[
        tuple[str, str, str, str], ...
    ]  # in the order of events; whether a span begins or ends, and what
    more: int


@dataclass(frozen=True)
class Panel:
    """One case of one variant."""

    variant: str
    case: str
    parameters: str
    picture: Markup | None
    workers: tuple[tuple[int, str], ...]
    endings: tuple[str, ...]
    waits: bool
    lanes: tuple[str, ...]
    given: tuple[Given, ...]
    states: tuple[tuple[str, str], ...]  # of trials that failed
    printed: tuple[tuple[str, str], ...]
    tables: tuple[EventTable, ...]


def panels_of(
    verdict: PairVerdict, pair: PairRecord, record: Record, words: PageLanguage
) -> tuple[Panel, ...]:
    """The panels of a pair: its headline variant first, in the order of its cases."""
    order = [lane.name for lane in record.lanes]
    trials: dict[tuple[str, str], list[Trial]] = {}
    for trial in pair.trials:
        if trial.mode == "observed":
            trials.setdefault((trial.variant, trial.case), []).append(trial)
    for own in trials.values():
        own.sort(key=lambda one: order.index(one.lane) if one.lane in order else len(order))
    names = sorted(trials, key=lambda one: one[0] != verdict.headline)
    return tuple(_panel(verdict, pair, name, trials[name], words) for name in names)


def _panel(
    verdict: PairVerdict,
    pair: PairRecord,
    name: tuple[str, str],
    trials: Sequence[Trial],
    words: PageLanguage,
) -> Panel:
    variant, case = name
    tracks = [track_of(trial.lane, trial.trace, trial.began_ns, _note(trial, words)) for trial in trials]
    return Panel(
        *(variant, case, _parameters(pair, case), draw(tracks, _limit(pair, case), words)),
        *(workers_of(tracks), endings_of(tracks), waits_in(tracks)),
        lanes=tuple(trial.lane for trial in trials),
        given=tuple(_given(verdict, pair, name, trials)),
        states=tuple(
            (one.lane, f"{words(one.state)}: {words(one.detail)}") for one in trials if one.state != "ok"
        ),
        printed=tuple((one.lane, one.printed) for one in trials if one.printed),
        tables=tuple(
            _table(trial, track) for trial, track in zip(trials, tracks, strict=True) if trial.trace
        ),
    )


def _parameters(pair: PairRecord, case: str) -> str:
    return ", ".join(f"{key} = {shown(value, 80)}" for key, value in _given_to(pair, case).items())


def _given_to(pair: PairRecord, case: str) -> Mapping[str, Any]:
    return next((one["parameters"] for one in pair.cases if one["id"] == case), {})


def _limit(pair: PairRecord, case: str) -> int | None:
    """How much a queue holds at most, where the case says so."""
    limit = _given_to(pair, case).get("capacity")
    return limit if isinstance(limit, int) else None


def _note(trial: Trial, words: PageLanguage) -> str:
    """How many cores the lane used, where its scene measured that."""
    cores = trial.outputs[0]["value"].get("cores") if trial.outputs else None
    return words(f": {cores} cores used") if isinstance(cores, (int, float)) else ""


def _given(
    verdict: PairVerdict, pair: PairRecord, name: tuple[str, str], trials: Sequence[Trial]
) -> Iterator[Given]:
    values = [one.outputs[0]["value"] if one.outputs else {} for one in trials]
    outputs: Mapping[str, Any] = pair.contract.get("outputs", {})
    for field in dict.fromkeys([*outputs, *(key for one in values for key in one)]):
        seen = [one[field] for one in values if field in one]
        if not seen or (len(seen) < sum(map(bool, values)) and set(map(type, seen)) == {type(None)}):
            continue  # one lane has no such output here, and the others say that there is nothing
        told = tuple(shown(one[field], LONGEST_VALUE) if field in one else "" for one in values)
        entry = outputs.get(field, {})
        yield Given(field, flowing(entry.get("help", "")), told, _word(verdict, name, field, entry, seen))


def _word(
    verdict: PairVerdict, name: tuple[str, str], field: str, entry: Mapping[str, Any], seen: Sequence[Any]
) -> str:
    where = (f"output.{field}", *name)
    if any((one.id, one.variant, one.case) == where for one in verdict.findings):
        return "DIFFERS"
    if entry.get("mode") == "shown":
        return "shown only"
    if all(same(seen[0], other) for other in seen[1:]):
        return "same" if len(seen) > 1 else ""
    if any((one.field, one.variant) == (field, name[0]) for one in verdict.divergences):
        return "by design"
    return "as expected of each"


def _table(trial: Trial, track: Track) -> EventTable:
    events = in_order(trial.trace)
    zero = start_of(events, trial.began_ns)
    rows = []
    for number, event in enumerate(events[:MOST_LISTED]):
        said = {"begin": "begins: ", "end": "ends: "}.get(event["kind"], "")
        time = milliseconds(event["t"] - zero, track.length)
        rows.append((time, track.workers[track.order[number]], said, label_of(event)))
    return EventTable(trial.lane, tuple(rows), len(events) - len(rows))
