"""The verdict of a whole record: one of its pairs after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from compare.judge.behaviour import judge_behaviour, judge_divergences, unapplied, unmet_gates
from compare.judge.figures import judge_figures
from compare.judge.likeness import judge_likeness
from compare.judge.outputs import judge_outputs
from compare.judge.scene import COMPLETED, UNBEGUN, RowName, Scene, row_of
from compare.judge.verdict import Divergence, Finding, PairVerdict, Report, Shown, Unjudged, Word
from compare.record.nouns import LaneFacts, PairRecord, Record, Skip, Trial
from compare.record.values import canonical

Noun = TypeVar("Noun")


def judge_record(record: Record) -> Report:
    """What a record means; the same record always means the same."""
    return Report(record, tuple(judge_pair(pair, record.lanes) for pair in record.pairs))


def judge_pair(pair: PairRecord, lanes: Sequence[LaneFacts]) -> PairVerdict:
    """What one pair's record says.

    Args:
        pair: the pair's contract, cases and trials.
        lanes: the lanes of the run, in the record's order.

    Returns:
        words on outputs and behaviour, and everything that they come from.
    """
    scene = Scene(pair, tuple(lanes))
    judged = judge_outputs(scene)
    trials = [*_failed(scene), *_missing(scene)]
    outputs = _merged([*trials, *_only(Finding, judged)])
    behaviour = _merged(judge_behaviour(scene))
    divergences = _distinct(_only(Divergence, judged))
    in_behaviour = _distinct(judge_divergences(scene, behaviour))
    unjudged, left_out = tuple(_only(Unjudged, judged)), unapplied(scene)
    wrong = {RowName(one.case, one.variant, one.lane) for one in outputs if one.id not in _UNSEEN}
    headline, reference = _named(pair, "headline"), _named(pair, "reference")
    unlike = _variant(pair, headline).get("unlike", "")
    return PairVerdict(
        id=pair.id,
        chapter=pair.chapter,
        title=pair.contract.get("title", pair.id),
        headline=headline,
        reference=reference,
        outputs=_outputs_word(scene, outputs, divergences, unjudged),
        behaviour=_behaviour_word(scene, behaviour, outputs, in_behaviour, left_out),
        findings=(*outputs, *behaviour),
        divergences=(*divergences, *in_behaviour),
        shown=tuple(_only(Shown, judged)),
        figures=tuple(judge_figures(scene, wrong, headline, reference, bool(unlike))),
        skips=pair.skips,
        not_run=pair.not_run,
        timed=_variant(pair, headline).get("timed", True),
        unjudged=unjudged,
        unapplied=left_out,
        unlike=unlike,
        likeness=tuple(judge_likeness(scene, (*outputs, *behaviour), (*divergences, *in_behaviour))),
    )


# Findings that say that a row was not seen, not that it was wrong.
_UNSEEN = frozenset({"missing", *(f"trial.{state}" for state in UNBEGUN)})


def _variant(pair: PairRecord, name: str) -> Mapping[str, Any]:
    return next((variant for variant in pair.contract.get("variants", ()) if variant["name"] == name), {})


def _named(pair: PairRecord, role: str) -> str:
    variants = pair.contract.get("variants", ())
    return next((variant["name"] for variant in variants if variant.get(role)), "")


# Trials that failed, rows without one.


def _failed(scene: Scene) -> Iterator[Finding]:
    for trial in scene.trials:
        if trial.state != "ok":
            tail = _tail(trial.stderr)
            message = f"{row_of(trial)}: the {trial.mode} trial ended as {trial.state}{_told(trial, tail)}."
            yield Finding(f"trial.{trial.state}", *row_of(trial), message, "ok", "\n".join(tail) or None)


def _told(trial: Trial, tail: Sequence[str]) -> str:
    """Why a trial failed as far as it is known: its detail, its gates, its last words."""
    told = f" ({trial.detail.rstrip('.')})" if trial.detail else ""
    gates = unmet_gates(trial.trace)
    if gates and trial.state not in COMPLETED:
        told += f", after the gate “{gates[0]}” was not met"
    if tail:
        told += f"; its last output: {' | '.join(map(str.strip, tail[-3:]))[-300:].rstrip('.')}"
    return told


def _tail(stderr: str) -> list[str]:
    return [line.rstrip() for line in stderr.splitlines() if line.strip()][-20:]


def _missing(scene: Scene) -> Iterator[Finding]:
    """Rows that ran in one lane and neither ran in another lane that is there nor were skipped."""
    present = {row_of(trial) for trial in scene.trials}
    skips = scene.pair.skips
    asked = dict.fromkeys((row_of(trial).case, trial.variant) for trial in scene.trials)
    for lane in scene.lanes:
        for case, variant in asked:
            row = RowName(case, variant, lane.name)
            if lane.state == "ready" and row not in present and not any(_skips(skip, row) for skip in skips):
                yield Finding("missing", *row, f"{row} has no trial, and no reason is given.")


def _skips(skip: Skip, row: RowName) -> bool:
    """Whether a row is among what was skipped; an empty name stands for all."""
    named = zip((skip.case, skip.variant, skip.lane), row, strict=True)
    return all(name in ("", own) for name, own in named)


# Findings and divergences, each once.


def _only(noun: type[Noun], judged: Iterable[object]) -> list[Noun]:
    return [one for one in judged if isinstance(one, noun)]


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each id and row: the first, with the number of others like it."""
    kept: dict[tuple[str, str, str, str], list[Finding]] = {}
    for one in findings:
        kept.setdefault((one.id, one.case, one.variant, one.lane), []).append(one)
    return [_with_count(alike) for alike in kept.values()]


def _with_count(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    if len(alike) == 1:
        return first
    return replace(first, message=f"{first.message.removesuffix('.')} (and {len(alike) - 1} more like it).")


def _distinct(divergences: Iterable[Divergence]) -> list[Divergence]:
    kept: dict[tuple[str, ...], Divergence] = {}
    for one in divergences:
        kept.setdefault((one.field, one.variant, canonical(one.values), one.because), one)
    return list(kept.values())


# The two words of a pair.


def _outputs_word(
    scene: Scene,
    findings: Sequence[Finding],
    divergences: Sequence[Divergence],
    unjudged: Sequence[Unjudged],
) -> Word:
    if any(one.id not in _UNSEEN for one in findings):
        return "differs"
    if not _begun(scene):
        return "skipped"
    if unjudged or _unseen_rows(scene, findings):
        return "cannot tell"
    if divergences:
        return "declared divergence"
    return "agrees" if scene.completed else "cannot tell"


def _behaviour_word(
    scene: Scene,
    findings: Sequence[Finding],
    of_outputs: Sequence[Finding],
    divergences: Sequence[Divergence],
    left_out: Sequence[str],
) -> Word:
    if findings:
        return "differs"
    if not _begun(scene):
        return "skipped"
    rows = {row_of(trial) for trial in scene.trials}
    proved = {row_of(trial) for trial in scene.observed}
    if left_out or rows != proved or any(one.id == "missing" for one in of_outputs):
        return "cannot tell"
    if divergences:
        return "declared divergence"
    return "agrees" if scene.observed else "cannot tell"


def _begun(scene: Scene) -> bool:
    return any(trial.state not in UNBEGUN for trial in scene.trials)


def _unseen_rows(scene: Scene, findings: Sequence[Finding]) -> bool:
    seen = {row_of(trial) for trial in scene.completed}
    return any(RowName(one.case, one.variant, one.lane) not in seen for one in findings if one.id in _UNSEEN)
