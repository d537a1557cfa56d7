"""How a pair came out in each lane, beside the first lane of the same kind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compare.catalogue.modes import alike
from compare.judge.scene import UNBEGUN, Scene
from compare.judge.verdict import Divergence, Finding, Likeness, Word
from compare.record.nouns import LaneFacts
from compare.record.values import canonical


def base_of(lanes: Iterable[LaneFacts], name: str) -> str:
    """The lane that another one of its kind is held against: that of the kind's own name, or else the first.

    Args:
        lanes: those of the run.
        name: one of them that is ready; it may be its own base.
    """
    ready = {one.name: one.kind for one in lanes if one.state == "ready"}
    kind = ready[name]
    return kind if ready.get(kind) == kind else next(one for one in ready if ready[one] == kind)


def folded(values: Mapping[str, Any], lanes: Iterable[LaneFacts]) -> dict[str, Any]:
    """What lanes said, without those that said the same as the first of their kind.

    Args:
        values: by lane.
        lanes: those of the run.
    """
    facts = tuple(lanes)
    ready = {one.name for one in facts if one.state == "ready"}
    bases = {name: base_of(facts, name) if name in ready else name for name in values}
    return {
        name: value
        for name, value in values.items()
        if bases[name] == name
        or bases[name] not in values
        or canonical(values[bases[name]]) != canonical(value)
    }


def judge_likeness(
    scene: Scene, findings: Sequence[Finding], divergences: Sequence[Divergence]
) -> Iterator[Likeness]:
    """How the pair came out in each lane that is there, in the record's order."""
    begun = {trial.lane for trial in scene.trials if trial.state not in UNBEGUN}
    for lane in (one.name for one in scene.lanes if one.state == "ready"):
        base = base_of(scene.lanes, lane)
        wrong = tuple(dict.fromkeys(one.id for one in findings if one.lane == lane))
        apart = tuple(dict.fromkeys(one.field for one in divergences if _part(scene, one, lane, base)))
        word: Word = "differs" if wrong else "declared divergence" if apart else "agrees"
        if lane not in begun:
            word = "skipped"
        elif base not in begun and not wrong:
            word = "cannot tell"
        yield Likeness(lane, base, word, wrong or apart)


def _part(scene: Scene, divergence: Divergence, lane: str, base: str) -> bool:
    """Whether a divergence lies between two lanes."""
    values = divergence.values
    if divergence.field.startswith("behaviour."):
        ran = {trial.lane for trial in scene.observed if trial.variant == divergence.variant}
        return {lane, base} <= ran and (lane in values) != (base in values)
    if lane not in values or base not in values:
        return False
    field = scene.pair.contract["outputs"][divergence.field]
    return not alike(field, values[lane], values[base])
