"""What the outputs of a pair say: which entry of the contract judges which values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compare.judge.modes import Cell, Entry, Judged, Said, judge_cell
from compare.judge.scene import Row, Scene, row_of
from compare.judge.values import canonical, shown
from compare.judge.verdict import Finding


def judge_outputs(scene: Scene) -> list[Judged]:
    """Findings, divergences and shown values of all outputs of a pair."""
    outputs = _distinct(scene)
    judged: list[Judged] = []
    cells: dict[tuple[str, int], list[Said]] = defaultdict(list)
    for row, values in outputs.items():
        covering = covering_entries(scene, row)
        for output in values:
            judged.extend(_faults_of_fields(scene, row, output, covering))
            for field, number in covering.items():
                if field in output:
                    cells[row.case, number].append(Said(row, output[field], output))
    for (case, number), said in sorted(cells.items(), key=lambda cell: cell[0][1]):
        entry = _entries(scene)[number]
        judged.extend(judge_cell(Cell(entry, case, _distinct_said(entry, said), scene)))
    return judged


def _entries(scene: Scene) -> Sequence[Entry]:
    return scene.pair.contract.get("outputs", ())


def _distinct(scene: Scene) -> dict[Row, list[dict[str, Any]]]:
    """Every row's distinct outputs, of observed and timed trials alike."""
    rows: dict[Row, dict[str, dict[str, Any]]] = {}
    for trial in scene.completed:
        values = rows.setdefault(row_of(trial), {})
        for output in trial.outputs:
            values.setdefault(canonical(output["value"]), output["value"])
    return {row: list(values.values()) for row, values in rows.items()}


def _distinct_said(entry: Entry, said: Iterable[Said]) -> tuple[Said, ...]:
    kept: dict[tuple[Row, str], Said] = {}
    for one in said:
        # A bound of `between` may be another field: outputs that differ there only are all kept.
        seen = one.output if entry.get("mode") == "between" else one.value
        kept.setdefault((one.row, canonical(seen)), one)
    return tuple(kept.values())


def covering_entries(scene: Scene, row: Row) -> dict[str, int]:
    """The place of the entry for each field of a row: the first that takes it."""
    covering: dict[str, int] = {}
    for number, entry in enumerate(_entries(scene)):
        if scene.selects(entry, row):
            covering.setdefault(entry["field"], number)
    return covering


def _faults_of_fields(
    scene: Scene, row: Row, output: Mapping[str, Any], covering: Mapping[str, int]
) -> Iterator[Finding]:
    declared = {entry["field"] for entry in _entries(scene)}
    for field in covering:
        if field not in output:
            yield Finding(f"output.{field}", *row, f"{field}: {row} left this field out.")
    for field, value in output.items():
        if field not in declared:
            why = "the contract has no such field"
        elif field in covering or value is None or scene.altered(row.case):
            continue  # null is how C# leaves a field out; entries with `cases` take no altered values
        else:
            why = "no entry of the contract is for this row"
        message = f"{field}: {row} gave {shown(value)}, but {why}."
        yield Finding(f"output.{field}", *row, message, actual=value)
