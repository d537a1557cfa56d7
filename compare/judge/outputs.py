"""What the outputs of a pair say: each value against what its contract expects, or the lanes with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from compare.catalogue.expectations import is_divergence, is_free, key_for, side_of
from compare.catalogue.modes import EXPECTING, Field, alike, complaint, unfit
from compare.judge.scene import RowName, Scene, row_of
from compare.judge.verdict import Divergence, Finding, Shown, Unjudged
from compare.record.values import canonical, expected, shown

Judged = Finding | Divergence | Shown | Unjudged


@dataclass(frozen=True)
class Said:
    """A field's value in one of a row's distinct outputs."""

    row: RowName
    value: Any
    output: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.row} said {shown(self.value)}"


@dataclass(frozen=True)
class Answers:
    """What is judged together: all that was said of one field in one case by one variant."""

    name: str
    field: Field
    case: str
    variant: str
    said: tuple[Said, ...]
    scene: Scene

    def wrong(self, said: Said, why: str, wanted: Any = None) -> Finding:
        """The finding that a value is wrong."""
        return Finding(f"output.{self.name}", *said.row, f"{self.name}: {said}, {why}.", wanted, said.value)

    def by_lane(self) -> dict[str, Any]:
        """The first value that each lane said."""
        values: dict[str, Any] = {}
        for one in self.said:
            values.setdefault(one.row.lane, one.value)
        return values


def judge_outputs(scene: Scene) -> list[Judged]:
    """Findings, divergences, shown values and values that could not be judged, by field."""
    judged: list[Judged] = []
    said: dict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for (row, mode), outputs in _distinct(scene).items():
        fields = fields_of(scene, row, mode)
        for output in outputs:
            judged.extend(_faults_of_fields(scene, row, output, fields))
            for name in fields.keys() & output.keys():
                said[name, row.case, row.variant].append(Said(row, output[name], output))
    for name, field in scene.pair.contract.get("outputs", {}).items():
        for (of, case, variant), values in said.items():
            if of == name:
                judged.extend(_judge(Answers(name, field, case, variant, _once(field, values), scene)))
    return judged


def fields_of(scene: Scene, row: RowName, mode: str = "observed") -> dict[str, Field]:
    """The output fields that a row must give in a mode of trials, with what the contract says of each."""
    declared = scene.pair.contract.get("outputs", {})
    return {
        name: field
        for name, field in declared.items()
        if row.variant in field.get("variants", [row.variant])
        and (mode == "observed" or not field.get("observed"))
    }


def _distinct(scene: Scene) -> dict[tuple[RowName, str], list[dict[str, Any]]]:
    """Every row's distinct outputs, of observed and of timed trials."""
    rows: dict[tuple[RowName, str], dict[str, dict[str, Any]]] = {}
    for trial in scene.completed:
        values = rows.setdefault((row_of(trial), trial.mode), {})
        for output in trial.outputs:
            values.setdefault(canonical(output["value"]), output["value"])
    return {row: list(values.values()) for row, values in rows.items()}


def _once(field: Field, said: Iterable[Said]) -> tuple[Said, ...]:
    kept: dict[tuple[RowName, str], Said] = {}
    for one in said:
        # A bound of `between` may be another field: outputs that differ there only are all kept.
        seen = one.output if field["mode"] == "between" else one.value
        kept.setdefault((one.row, canonical(seen)), one)
    return tuple(kept.values())


def _faults_of_fields(
    scene: Scene, row: RowName, output: Mapping[str, Any], fields: Mapping[str, Field]
) -> Iterator[Finding]:
    for name in fields:
        if name not in output:
            yield Finding(f"output.{name}", *row, f"{name}: {row} left this field out.")
    declared, known = scene.pair.contract.get("outputs", {}), fields_of(scene, row)
    for name, value in output.items():
        if name in known or (name in declared and value is None):  # null is how C# leaves a field out
            continue
        why = "this row leaves it out" if name in declared else "the contract has no such field"
        message = f"{name}: {row} gave {shown(value)}, but {why}."
        yield Finding(f"output.{name}", *row, message, actual=value)


def _judge(answers: Answers) -> Iterable[Judged]:
    table = answers.field.get("expect", {})
    altered = answers.scene.altered(answers.case)
    key = key_for(table, answers.case, answers.variant, altered)
    if answers.field["mode"] not in EXPECTING:
        return [Shown(answers.name, answers.case, answers.variant, answers.by_lane())]
    if key is None:
        return _with_each_other(answers)
    if is_free(table[key]):
        return _free(answers, table[key]["because"], altered)
    if is_divergence(table[key]):
        return _declared(answers, table[key])
    return _with(answers, expected(table[key]))


def _with(answers: Answers, wanted: Any) -> Iterator[Finding]:
    """Every value against the one that is expected."""
    for one in answers.said:
        if why := _complaint(answers, one, wanted):
            yield answers.wrong(one, why, wanted)


def _complaint(answers: Answers, one: Said, wanted: Any) -> str:
    return complaint(
        answers.field, one.value, wanted, {**one.output, **answers.scene.parameters(answers.case)}
    )


def _declared(answers: Answers, divergence: Mapping[str, Any]) -> Iterator[Judged]:
    """Every value against its own side's; a divergence where the lanes' values then differ."""
    right = True
    for one in answers.said:
        side = side_of(divergence, answers.scene.sides(one.row.lane))
        if side is None:
            right = False
            yield answers.wrong(one, "but the contract declares no value for this lane")
        elif why := _complaint(answers, one, expected(divergence[side])):
            right = False
            yield answers.wrong(one, f"on this side {why}", expected(divergence[side]))
    if right and _differ(answers):
        yield Divergence(answers.name, answers.variant, answers.by_lane(), divergence["because"])


def _free(answers: Answers, because: str, altered: bool) -> Iterator[Judged]:
    """Anything is right: shown; a divergence where a user's own values made the lanes differ."""
    if altered and _differ(answers):
        yield Divergence(answers.name, answers.variant, answers.by_lane(), because)
    else:
        yield Shown(answers.name, answers.case, answers.variant, answers.by_lane())


def _differ(answers: Answers) -> bool:
    values = list(answers.by_lane().values())
    return any(not alike(answers.field, values[0], other) for other in values[1:])


def _with_each_other(answers: Answers) -> Iterator[Judged]:
    """Nothing is expected: the lanes must agree; what one lane alone said cannot be judged."""
    fit = []
    for one in answers.said:
        if fault := unfit(answers.field["mode"], one.value):
            yield answers.wrong(one, f"which {fault}")
        else:
            fit.append(one)
    differing = [one for one in fit[1:] if not alike(answers.field, one.value, fit[0].value)]
    for one in differing:
        yield answers.wrong(one, f"but {fit[0]}", fit[0].value)
    # Within a tolerance two may each be near enough to the first, and not to one another.
    for one, other in combinations(() if differing else fit, 2):
        if not alike(answers.field, one.value, other.value):
            yield answers.wrong(other, f"but {one}", one.value)
            return
    if fit and len({one.row.lane for one in fit}) == 1:
        yield Unjudged(answers.name, answers.case, answers.variant, fit[0].row.lane)
