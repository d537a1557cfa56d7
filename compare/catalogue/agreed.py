"""Whether a contract's tables of expected outputs are whole: every row has a value, and each fits its mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.expectations import ANY, SET, SIDES, is_divergence, is_free, key_for, parsed
from compare.catalogue.flaws import Flaw
from compare.catalogue.modes import alike, unfit_expected
from compare.errors import nearest
from compare.record.values import expected

REASONED = {*SIDES, "free", "because"}

Entry = Mapping[str, Any]


def flaws(contract: Contract) -> Iterator[Flaw]:
    """What is wrong with the outputs of a contract, by field and key."""
    for name, field in contract.data["outputs"].items():
        if field["mode"] == "shown":
            continue
        table = field.get("expect", {})
        for key, value in table.items():
            at = ("outputs", name, "expect", key)
            yield from (Flaw(at, what) for what in _key(contract, field, key))
            yield from (Flaw(at, what) for what in _value(contract, field, key, value))
        yield from (Flaw(("outputs", name), what) for what in _rows(contract, field, table))


def _variants(contract: Contract, field: Entry) -> list[str]:
    return [one.name for one in contract.variants if one.name in field.get("variants", [one.name])]


def _key(contract: Contract, field: Entry, text: str) -> Iterator[str]:
    key = parsed(text)
    cases = [ANY, SET, *(case.id for case in contract.cases)]
    variants = _variants(contract, field)
    for name, known in [*((case, cases) for case in key.cases), *((one, variants) for one in key.variants)]:
        if name not in known:
            yield f"{name!r} is unknown.{nearest(name, known)}"
    taken = {case.id: case.variants for case in contract.cases}
    for case in key.cases:
        left_out = [one for one in key.variants if taken.get(case) and one not in taken[case]]
        if left_out:
            yield f"case {case} is not run with {' and '.join(left_out)}"


def _value(contract: Contract, field: Entry, key: str, value: Any) -> Iterator[str]:
    mode = field["mode"]
    if not (isinstance(value, Mapping) and "because" in value):
        if fault := unfit_expected(mode, expected(value)):
            yield f"for mode {mode} the expected value {fault}"
        yield from _bounds(contract, mode, value)
        return
    for strange in sorted(set(value) - REASONED):
        yield f"a value with its reason has no key {strange!r}.{nearest(strange, REASONED)}"
    if is_free(value):
        return
    if not is_divergence(value):
        yield "a value with because must have python and dotnet, or free = true"
        return
    sides = {side: expected(value[side]) for side in SIDES if side in value}
    for side, wanted in sides.items():
        if fault := unfit_expected(mode, wanted):
            yield f"for mode {mode} the value of {side} {fault}"
        yield from _bounds(contract, mode, wanted)
    for lane in _lanes(contract, field, key):
        if not {lane, contract.text_for(lane)} & set(sides):
            yield f"has no value for the lane {lane}"
    if len(sides) > 1 and _all_alike(field, list(sides.values())):
        yield "is declared to differ, but all its values are the same"


def _all_alike(field: Entry, values: list[Any]) -> bool:
    if field["mode"] == "between":
        return all(one == values[0] for one in values)
    return all(alike(field, values[0], one) for one in values[1:])


def _lanes(contract: Contract, field: Entry, key: str) -> list[str]:
    """The lanes in which rows that a key names are run."""
    named = parsed(key).variants or _variants(contract, field)
    variants = [one for one in contract.variants if one.name in named]
    return [lane for lane in contract.lanes if any(not one.lanes or lane in one.lanes for one in variants)]


def _bounds(contract: Contract, mode: str, value: Any) -> Iterator[str]:
    if mode != "between" or not isinstance(value, Mapping):
        return
    known = [*contract.data["outputs"], *contract.parameters]
    for bound in value.values():
        if isinstance(bound, str) and bound not in known:
            yield f"{bound!r} is neither a parameter nor an output.{nearest(bound, known)}"


def _rows(contract: Contract, field: Entry, table: Entry) -> Iterator[str]:
    """Each row has one value: none may have none, and none two of one weight."""
    variants = _variants(contract, field)
    for case in contract.cases:
        run = [one for one in variants if not case.variants or one in case.variants]
        lacking = [one for one in run if key_for(table, case.id, one) is None]
        if lacking:
            yield f"expects nothing in case {case.id} of {', '.join(lacking)}"
    for name in [*(case.id for case in contract.cases), ANY, SET]:
        for variant in variants:
            yield from _twice(table, name, variant)
    open_to_set = [one for one in variants if key_for(table, "", one, altered=True) is None]
    if field["mode"] == "between" and open_to_set:
        yield f"values of mode between cannot be compared across lanes: expect must say what is right of {SET} or {ANY}"


def _twice(table: Entry, case: str, variant: str) -> Iterator[str]:
    keys = [parsed(key) for key in table]
    for exact in (True, False):
        same = [key.text for key in keys if key.takes(case, variant, exact)]
        if len(same) > 1:
            yield f"the keys {' and '.join(map(repr, same))} both name case {case}, variant {variant}"
