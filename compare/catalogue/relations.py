"""Relations between parameters: values that must be among another one's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Entry = Mapping[str, Any]


class Stranger(NamedTuple):
    """A value that is not among those that it must be one of."""

    where: str  # within its parameter: `fail[0]`
    value: Any
    among: str  # as the contract has it: `jobs.name`
    known: tuple[Any, ...]


def strangers(types: Mapping[str, Entry], values: Mapping[str, Any]) -> Iterator[Stranger]:
    """The values that break an `among`.

    Args:
        types: what a contract says of its parameters.
        values: all of them, each sound by itself.
    """
    for name, entry in types.items():
        for where, value, among in _bound(entry, values[name], name):
            known = members(among, values)
            if value not in known:
                yield Stranger(where, value, among, known)


def members(among: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What `among` stands for: the items of a list, or one field of its records."""
    name, dot, field = among.partition(".")
    return tuple(item[field] if dot else item for item in values[name])


def _bound(entry: Entry, value: Any, where: str) -> Iterator[tuple[str, Any, str]]:
    """All values below one that are bound by an `among`, with their places."""
    among = entry.get("among")
    if entry["type"] == "list":
        for place, item in enumerate(value):
            if among:
                yield f"{where}[{place}]", item, among
            yield from _bound(entry["items"], item, f"{where}[{place}]")
    elif entry["type"] == "record":
        for name, field in entry["fields"].items():
            yield from _bound(field, value[name], f"{where}.{name}")
    elif among:
        yield where, value, among


def bindings(entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Every `among` in a type, with the type of the values that it binds."""
    if "among" in entry:
        yield entry["among"], entry["items"] if entry["type"] == "list" else entry
    if entry["type"] == "list":
        yield from bindings(entry["items"])
    if entry["type"] == "record":
        for field in entry["fields"].values():
            yield from bindings(field)


def target(among: str, types: Mapping[str, Entry]) -> Entry | None:
    """The type of the values that `among` names, or None where there are none."""
    name, dot, field = among.partition(".")
    entry = types.get(name, {})
    if entry.get("type") != "list":
        return None
    items = entry["items"]
    return items.get("fields", {}).get(field) if dot else items
