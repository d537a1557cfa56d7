"""What the schema of contracts cannot say: names that exist, values that fit, files that are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from compare.catalogue import agreed, prose
from compare.catalogue.contract import KINDS, Contract
from compare.catalogue.flaws import Flaw
from compare.catalogue.mistakes import ids_in
from compare.catalogue.names import CHAPTER, module_fault
from compare.catalogue.parameters import check, check_value, values_of
from compare.catalogue.relations import bindings, target
from compare.errors import UsageError, nearest
from compare.record.nouns import sound

COUNTS = ("equals", "at_least", "at_most")

Entry = Mapping[str, Any]


def flaws_in(contract: Contract) -> list[Flaw]:
    """Everything that is wrong with a contract that fits its schema."""
    return [flaw for look in _LOOKS for flaw in look(contract)]


def _names(contract: Contract) -> Iterator[Flaw]:
    if contract.id != contract.path.stem:
        yield Flaw(("id",), f"{contract.id!r} is not the file's name, {contract.path.stem}")
    if not re.fullmatch(CHAPTER, contract.chapter):
        yield Flaw((), f"the chapter's folder {contract.chapter!r} must be of the form pipes_queues")
    if fault := module_fault(contract.id):
        yield Flaw(("id",), fault)


def _json(contract: Contract) -> Iterator[Flaw]:
    for key, value in contract.data.items():
        if not sound(value):
            yield Flaw((key,), "dates, times, nan, inf and integers beyond 2**53 cannot stand in a contract")


def _once_each(contract: Contract) -> Iterator[Flaw]:
    for key, name in (("variants", "name"), ("cases", "id"), ("behaviour", "id")):
        seen: set[str] = set()
        for place, entry in enumerate(contract.data.get(key, ())):
            if entry[name] in seen:
                yield Flaw((key, place), "the name stands twice")
            seen.add(entry[name])


def _roles(contract: Contract) -> Iterator[Flaw]:
    for role in ("reference", "headline"):
        having = [variant.name for variant in contract.variants if getattr(variant, role)]
        if len(having) != 1:
            found = " and ".join(having) or "none"
            yield Flaw(("variants",), f"exactly one must have {role} = true, not {found}")
    if contract.cases[0].opt_in:
        yield Flaw(("cases", 0, "opt_in"), "the first case is the default and cannot be opt-in")


def _reasons(contract: Contract) -> Iterator[Flaw]:
    """What is left out has its reason."""
    if set(contract.lanes) < set(KINDS) and not contract.data.get("lanes_because"):
        left = " and ".join(kind for kind in KINDS if kind not in contract.lanes)
        yield Flaw(("lanes",), f"lanes_because must say why {left} is left out")
    for place, variant in enumerate(contract.variants):
        at = ("variants", place)
        if set(variant.lanes) - set(contract.lanes):
            yield Flaw((*at, "lanes"), "names a lane that the contract's lanes leave out")
        if variant.lanes and set(variant.lanes) < set(contract.lanes) and not variant.lanes_because:
            yield Flaw((*at, "lanes"), "lanes_because must say why a lane is left out")
        if not variant.timed and not variant.timed_because:
            yield Flaw((*at, "timed"), "timed_because must say why a time would mean nothing")
        if variant.timed and variant.timed_because:
            yield Flaw((*at, "timed_because"), "has no meaning without timed = false")
    for place, entry in enumerate(contract.data.get("behaviour", ())):
        if {"texts", "lanes"} & set(entry) and "because" not in entry:
            yield Flaw(("behaviour", place), "because must say why it holds in these texts or lanes alone")
        if "because" in entry and not {"texts", "lanes"} & set(entry):
            yield Flaw(("behaviour", place, "because"), "has no meaning without texts or lanes")


def _parameters(contract: Contract) -> Iterator[Flaw]:
    found = []
    for name, entry in contract.parameters.items():
        at = ("parameters", name)
        found += [Flaw(at, what) for what in _limits(entry, name)]
        found += [
            Flaw((*at, "default"), what)
            for what in _misfit(partial(check_value, entry, entry["default"], name))
        ]
        found += [Flaw(at, what) for what in _unbound(contract, entry)]
    for place, case in enumerate(contract.cases):
        for name, value in case.set.items():
            found += [
                Flaw(("cases", place, "set"), what) for what in _misfit(partial(check, contract, name, value))
            ]
    if not found:  # else the values would be complained of twice
        for place, case in enumerate(contract.cases):
            for what in _misfit(partial(values_of, contract, case, {})):
                found.append(Flaw(("cases", place), what))
    yield from found


def _unbound(contract: Contract, entry: Entry) -> Iterator[str]:
    for among, own in bindings(entry):
        other = target(among, contract.parameters)
        if other is None:
            yield f"among = {among!r} names no list parameter and no field of its records"
        elif other["type"] != own["type"]:
            yield f"among = {among!r} is of type {other['type']}, this of type {own['type']}"


def _limits(entry: Entry, where: str) -> Iterator[str]:
    for low, high in (("min", "max"), ("min_length", "max_length")):
        if low in entry and high in entry and entry[low] > entry[high]:
            yield f"{where}: {low} is above {high}"
    if "pattern" in entry:
        try:
            re.compile(entry["pattern"])
        except re.error as error:
            yield f"{where}: the pattern is none, {error}"
    distinct = entry.get("distinct")
    if isinstance(distinct, str) and distinct not in entry["items"].get("fields", {}):
        yield f"{where}: distinct = {distinct!r} is no field of its items"
    if "items" in entry:
        yield from _limits(entry["items"], f"{where}'s items")
    for name, field in entry.get("fields", {}).items():
        yield from _limits(field, f"{where}.{name}")


def _misfit(attempt: Callable[[], Any]) -> Iterator[str]:
    try:
        attempt()
    except UsageError as error:
        yield str(error)


def _selectors(contract: Contract) -> Iterator[Flaw]:
    known = {
        "variants": [variant.name for variant in contract.variants],
        "cases": [case.id for case in contract.cases],
    }
    entries: list[tuple[tuple[str | int, ...], Entry]] = [
        (("outputs", name), field) for name, field in contract.data["outputs"].items()
    ]
    for key in ("behaviour", "cases"):
        entries += [((key, place), entry) for place, entry in enumerate(contract.data.get(key, ()))]
    for at, entry in entries:
        for selector, names in known.items():
            yield from (Flaw((*at, selector), what) for what in unknown(entry.get(selector, ()), names))


def _predicted(contract: Contract) -> Iterator[Flaw]:
    """One output at most is predicted first, in a variant that has it."""
    names = [variant.name for variant in contract.variants]
    asked = {name: field for name, field in contract.data["outputs"].items() if "predict" in field}
    for number, (name, field) in enumerate(asked.items()):
        at = ("outputs", name, "predict")
        yield from (Flaw(at, what) for what in unknown([field["predict"]], field.get("variants", names)))
        if number:
            yield Flaw(at, f"only one output is predicted first, and {next(iter(asked))} is")


def _behaviour(contract: Contract) -> Iterator[Flaw]:
    types = {name: entry["type"] for name, entry in contract.parameters.items()}
    counting = [name for name, kind in types.items() if kind in ("integer", "float", "list")]
    lists = [name for name, kind in types.items() if kind == "list"]
    for place, entry in enumerate(contract.data.get("behaviour", ())):
        at = ("behaviour", place)
        yield from (Flaw(at, what) for what in _incomplete(entry))
        ordered = entry["check"] == "order"
        for key in COUNTS:
            value = entry.get(key)
            named = [value] if isinstance(value, str) or ordered else value
            names = [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
            yield from (Flaw((*at, key), what) for what in unknown(names, lists if ordered else counting))


def _incomplete(entry: Entry) -> Iterator[str]:
    """A check must say what it counts, and what is right."""
    needed = {"order": ("equals", "by"), "overlap": (), "before": (), "each": (), "once": ()}
    some = needed.get(entry["check"], COUNTS)
    if some and not set(some) & set(entry):
        yield f"must have {' or '.join(some)}"
    if entry["check"] == "workers" and not {"span", "name"} & set(entry):
        yield "must have span or name"


def _corrections(contract: Contract) -> Iterator[Flaw]:
    """What shows that the source material is wrong must be there."""
    known = {
        *(f"output.{name}" for name in contract.data["outputs"]),
        *(f"behaviour.{entry['id']}" for entry in contract.data.get("behaviour", ())),
        *(f"variant.{variant.name}" for variant in contract.variants),
        *(f"mistake.{name}" for name in ids_in(contract.mistakes_path)),
    }
    for place, entry in enumerate(contract.data.get("corrections", ())):
        at = ("corrections", place, "shown_by")
        yield from (Flaw(at, what) for what in unknown(entry["shown_by"], known))


def unknown(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A complaint for each name that is not known, with the nearest that is."""
    for name in names:
        if name not in known:
            yield f"{name!r} is unknown.{nearest(name, known)}"


_LOOKS: tuple[Callable[[Contract], Iterable[Flaw]], ...] = (
    _names,
    _json,
    _once_each,
    _roles,
    _reasons,
    _parameters,
    _selectors,
    _predicted,
    agreed.flaws,
    _behaviour,
    _corrections,
    prose.flaws,
)
