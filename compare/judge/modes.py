"""The modes by which outputs are compared: a closed set."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from compare.judge.scene import Row, Scene
from compare.judge.values import CATEGORIES, canonical, expected, is_number, same, shown
from compare.judge.verdict import Divergence, Finding, Shown

Judged = Finding | Divergence | Shown
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """A field's value in one of a row's distinct outputs."""

    row: Row
    value: Any
    output: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.row} said {shown(self.value)}"


@dataclass(frozen=True)
class Cell:
    """What one entry of the contract is to judge: all that was said in one case."""

    entry: Entry
    case: str
    said: tuple[Said, ...]
    scene: Scene

    @property
    def field(self) -> str:
        """The output field."""
        return str(self.entry["field"])

    def wrong(self, said: Said, why: str, wanted: Any = None) -> Finding:
        """The finding that a value is wrong."""
        return Finding(f"output.{self.field}", *said.row, f"{self.field}: {said}{why}.", wanted, said.value)


def judge_cell(cell: Cell) -> Iterable[Judged]:
    """What a mode makes of what was said."""
    mode = cell.entry.get("mode", "")
    if mode not in MODES:
        return [cell.wrong(cell.said[0], f", and the contract has the unknown mode {mode!r}")]
    return MODES[mode](cell)


# Modes that agree with an expected value or, where none is known, with each other.


def _unfit(mode: str, value: Any) -> str:
    """Why a value cannot be compared by a mode, or nothing."""
    if mode in ("unordered", "set") and not isinstance(value, list):
        return ", which is not a list"
    if mode == "error":
        errors = value if isinstance(value, list) else [value]
        for error in errors:
            if error is not None and not (isinstance(error, str) and error in CATEGORIES):
                return f", but {shown(error)} is not an error category"
    return ""


def _same_by(entry: Entry) -> Callable[[Any, Any], bool]:
    mode = entry["mode"]
    if mode == "unordered":
        return lambda one, other: sorted(map(canonical, one)) == sorted(map(canonical, other))
    if mode == "set":
        return lambda one, other: set(map(canonical, one)) == set(map(canonical, other))
    tolerance = entry.get("tolerance", 0.0)
    return lambda one, other: same(one, other, tolerance)


def _agree(cell: Cell) -> Iterator[Judged]:
    fit = []
    for said in cell.said:
        unfit = _unfit(cell.entry["mode"], said.value)
        if unfit:
            yield cell.wrong(said, unfit)
        else:
            fit.append(said)
    expect = cell.scene.expect(cell.case)
    if cell.field in expect:
        yield from _agree_with(cell, fit, expected(expect[cell.field]))
    elif "value" in cell.entry:
        yield from _agree_with(cell, fit, expected(cell.entry["value"]))
    else:
        yield from _agree_together(cell, fit)


def _agree_with(cell: Cell, said: Sequence[Said], wanted: Any) -> Iterator[Finding]:
    agrees = _same_by(cell.entry)
    if _unfit(cell.entry["mode"], wanted):
        yield from (cell.wrong(one, f", but the contract expects {shown(wanted)}", wanted) for one in said)
        return
    for one in said:
        if not agrees(one.value, wanted):
            yield cell.wrong(one, f", expected {shown(wanted)}", wanted)


def _agree_together(cell: Cell, said: Sequence[Said]) -> Iterator[Finding]:
    agrees = _same_by(cell.entry)
    alone = [one for one in said[1:] if not agrees(one.value, said[0].value)]
    for one in alone:
        yield cell.wrong(one, f", but {said[0]}", said[0].value)
    if alone or not cell.entry.get("tolerance"):
        return
    # With a tolerance two may each be near enough to the first, and not to one another.
    for one, other in combinations(said, 2):
        if not agrees(one.value, other.value):
            yield cell.wrong(other, f", but {one}", one.value)
            return


# Modes that judge each value for itself.


def _between(cell: Cell) -> Iterator[Finding]:
    for said in cell.said:
        if not is_number(said.value):
            yield cell.wrong(said, ", which is not a number")
            continue
        for side, words, broken in (("low", "at least", operator.lt), ("high", "at most", operator.gt)):
            if side not in cell.entry:
                continue
            bound = _bound(cell, said, cell.entry[side])
            if bound is None:
                yield cell.wrong(said, f", and its bound {cell.entry[side]!r} is no number")
            elif broken(said.value, bound):
                yield cell.wrong(said, f", expected {words} {shown(bound)}{_origin(cell.entry[side])}", bound)


def _bound(cell: Cell, said: Said, bound: Any) -> float | None:
    if isinstance(bound, str):
        values = {**said.output, **cell.scene.parameters(cell.case)}
        bound = values.get(bound)
    return bound if is_number(bound) else None


def _origin(bound: Any) -> str:
    return f" ({bound})" if isinstance(bound, str) else ""


def _differs(cell: Cell) -> Iterator[Judged]:
    right: dict[str, dict[str, Any]] = defaultdict(dict)  # variant -> lane -> value
    for said in cell.said:
        scene, values = cell.scene, cell.entry.get("values", {})
        lane = said.row.lane
        key = next((name for name in (lane, scene.kind(lane), scene.text(lane)) if name in values), None)
        if key is None:
            yield cell.wrong(said, ", but the contract declares no value for this lane")
            continue
        wanted = expected(values[key])
        if same(said.value, wanted, cell.entry.get("tolerance", 0.0)):
            right[said.row.variant].setdefault(lane, said.value)
        else:
            yield cell.wrong(said, f", but its declared value is {shown(wanted)}", wanted)
    for variant, by_lane in right.items():
        if len({canonical(value) for value in by_lane.values()}) > 1:
            yield Divergence(cell.field, variant, by_lane, cell.entry.get("because", ""))


def _shown(cell: Cell) -> Iterator[Shown]:
    by_variant: dict[str, dict[str, Any]] = defaultdict(dict)
    for said in cell.said:
        by_variant[said.row.variant].setdefault(said.row.lane, said.value)
    for variant, by_lane in by_variant.items():
        yield Shown(cell.field, cell.case, variant, by_lane)


MODES: Mapping[str, Callable[[Cell], Iterable[Judged]]] = {
    "equal": _agree,
    "unordered": _agree,
    "set": _agree,
    "error": _agree,
    "between": _between,
    "differs": _differs,
    "shown": _shown,
}
