"""What a contract's schema cannot say: names that exist, values that fit, files that are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from compare.contract import KINDS, Contract
from compare.errors import UsageError, nearest
from compare.names import CHAPTER, module_fault
from compare.parameters import check, check_value
from compare.record import sound

EXPECTING = ("equal", "unordered", "set", "error")
COUNTS = ("equals", "at_least", "at_most")

Entry = Mapping[str, Any]


def fault_in(contract: Contract) -> str:
    """The first fault of a contract that fits its schema.

    Returns:
        `key: what is wrong`, or an empty string.
    """
    return next((fault for look in _LOOKS for fault in look(contract)), "")


# Each look gives faults; the first one counts.


def _names(contract: Contract) -> Iterator[str]:
    if contract.id != contract.path.stem:
        yield f"id: {contract.id!r} is not the file's name, {contract.path.stem}"
    if not re.fullmatch(CHAPTER, contract.chapter):
        yield f"the chapter's folder {contract.chapter!r}: must be of the form pipes_queues"
    if fault := module_fault(contract.id):
        yield f"id: {fault}"


def _json(contract: Contract) -> Iterator[str]:
    for key, value in contract.data.items():
        if not sound(value):
            yield f"{key}: dates, times, nan, inf and integers beyond 2**53 cannot stand in a contract"


def _once_each(contract: Contract) -> Iterator[str]:
    for key, name in (("variants", "name"), ("cases", "id"), ("behaviour", "id")):
        names = [entry[name] for entry in contract.data.get(key, ())]
        for one in names:
            if names.count(one) > 1:
                yield f"{key}: {one!r} stands twice"


def _roles(contract: Contract) -> Iterator[str]:
    for role in ("reference", "headline"):
        having = [variant.name for variant in contract.variants if getattr(variant, role)]
        if len(having) != 1:
            found = " and ".join(having) or "none"
            yield f"variants: exactly one must have {role} = true, not {found}"
    if contract.cases[0].opt_in:
        yield "cases.0.opt_in: the first case is the default and cannot be opt-in"


def _left_out(contract: Contract) -> Iterator[str]:
    if set(contract.lanes) < set(KINDS) and not contract.data.get("lanes_because"):
        left = " and ".join(kind for kind in KINDS if kind not in contract.lanes)
        yield f"lanes_because: must say why {left} is left out"
    for place, variant in enumerate(contract.variants):
        if set(variant.lanes) - set(contract.lanes):
            yield f"variants.{place}.lanes: names a lane that the contract's lanes leave out"
        if variant.lanes and set(variant.lanes) < set(contract.lanes) and not variant.lanes_because:
            yield f"variants.{place}.lanes_because: must say why a lane is left out"


def _parameters(contract: Contract) -> Iterator[str]:
    for name, entry in contract.parameters.items():
        yield from _limits(entry, f"parameters.{name}")
        where = f"parameters.{name}.default"
        yield from _misfit(partial(check_value, entry, entry["default"], where))
    for place, case in enumerate(contract.cases):
        for name, value in case.set.items():
            for fault in _misfit(partial(check, contract, name, value)):
                yield f"cases.{place}.set: {fault}"


def _limits(entry: Entry, where: str) -> Iterator[str]:
    for low, high in (("min", "max"), ("min_length", "max_length")):
        if low in entry and high in entry and entry[low] > entry[high]:
            yield f"{where}: {low} is above {high}"
    if "pattern" in entry:
        try:
            re.compile(entry["pattern"])
        except re.error as error:
            yield f"{where}.pattern: {error}"
    if "items" in entry:
        yield from _limits(entry["items"], f"{where}.items")
    for name, field in entry.get("fields", {}).items():
        yield from _limits(field, f"{where}.fields.{name}")


def _misfit(attempt: Callable[[], Any]) -> Iterator[str]:
    try:
        attempt()
    except UsageError as error:
        yield str(error).rstrip(".")


def _selectors(contract: Contract) -> Iterator[str]:
    known = {
        "variants": [variant.name for variant in contract.variants],
        "cases": [case.id for case in contract.cases],
    }
    for key in ("outputs", "behaviour", "cases"):
        for place, entry in _entries(contract, key):
            for selector, names in known.items():
                yield from _unknown(entry.get(selector, ()), names, f"{key}.{place}.{selector}")


def _expected(contract: Contract) -> Iterator[str]:
    entries = contract.data.get("outputs", ())
    modes: dict[str, set[str]] = {}
    for entry in entries:
        modes.setdefault(entry["field"], set()).add(entry["mode"])
    for place, case in enumerate(contract.cases):
        yield from _unknown(case.expect, modes, f"cases.{place}.expect")
        for field in case.expect:
            if not modes.get(field, set()) & set(EXPECTING):
                yield f"cases.{place}.expect.{field}: no output of this name has a mode that expects a value"


def _outputs(contract: Contract) -> Iterator[str]:
    fields = {entry["field"] for entry in contract.data.get("outputs", ())}
    for place, entry in _entries(contract, "outputs"):
        where = f"outputs.{place}"
        for bound in ("low", "high"):
            if isinstance(entry.get(bound), str):
                yield from _unknown([entry[bound]], fields | set(contract.parameters), f"{where}.{bound}")
        if entry["mode"] == "between" and not {"low", "high"} & set(entry):
            yield f"{where}: must have low or high, or both"
        if entry["mode"] == "differs":
            yield from _declared(contract, entry, where)


def _declared(contract: Contract, entry: Entry, where: str) -> Iterator[str]:
    """Each lane that an entry takes needs its value."""
    variants = [one for one in contract.variants if one.name in entry.get("variants", [one.name])]
    for kind in contract.lanes:
        text = contract.text_for(kind)
        taken = kind in entry.get("lanes", [kind]) and text in entry.get("texts", [text])
        run = any(not one.lanes or kind in one.lanes for one in variants)
        if taken and run and not {kind, text} & set(entry["values"]):
            yield f"{where}.values: has none for the lane {kind}"


def _behaviour(contract: Contract) -> Iterator[str]:
    types = {name: entry["type"] for name, entry in contract.parameters.items()}
    counting = [name for name, kind in types.items() if kind in ("integer", "float", "list")]
    lists = [name for name, kind in types.items() if kind == "list"]
    for place, entry in _entries(contract, "behaviour"):
        yield from _complete(entry, f"behaviour.{place}")
        known = lists if entry["check"] == "order" else counting
        for key in COUNTS:
            if isinstance(entry.get(key), str):
                yield from _unknown([entry[key]], known, f"behaviour.{place}.{key}")


def _complete(entry: Entry, where: str) -> Iterator[str]:
    """A check must say what it counts, and what is right."""
    needed = {"order": ("equals", "by"), "overlap": (), "before": (), "each": ()}.get(entry["check"], COUNTS)
    if needed and not set(needed) & set(entry):
        yield f"{where}: must have {' or '.join(needed)}"
    if entry["check"] == "workers" and not {"span", "name"} & set(entry):
        yield f"{where}: must have span or name"


def _corrections(contract: Contract) -> Iterator[str]:
    """What shows that the source material is wrong must be there."""
    known = {
        *(f"output.{entry['field']}" for entry in contract.data.get("outputs", ())),
        *(f"behaviour.{entry['id']}" for entry in contract.data.get("behaviour", ())),
        *(f"variant.{variant.name}" for variant in contract.variants),
        *(f"wrong.{path.name}" for path in contract.wrong_folder.glob("*.*")),
    }
    for place, entry in _entries(contract, "corrections"):
        yield from _unknown(entry["shown_by"], known, f"corrections.{place}.shown_by")


def _texts(contract: Contract) -> Iterator[str]:
    for path in (contract.python_path, contract.dotnet_path):
        if not path.is_file():
            yield f"its text is missing: there is no {path.relative_to(contract.root)}"


def _entries(contract: Contract, key: str) -> Sequence[tuple[int, Entry]]:
    return list(enumerate(contract.data.get(key, ())))


def _unknown(names: Iterable[str], known: Iterable[str], where: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{where}: {name!r} is unknown.{nearest(name, known)}".rstrip(".")


_LOOKS = (
    _names,
    _json,
    _once_each,
    _roles,
    _left_out,
    _parameters,
    _selectors,
    _expected,
    _outputs,
    _behaviour,
    _corrections,
    _texts,
)
