"""A contract in words, as `invoke show` tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compare.catalogue.expectations import ANY, FREE_THREADED, SET, SIDES, parsed
from compare.record.values import expected, shown
from compare.report.english import because, listed
from compare.text import flowing

Entry = Mapping[str, Any]
MODES = {
    "equal": "the same on both sides",
    "unordered": "the same items on both sides, in any order",
    "set": "the same distinct items on both sides",
    "error": "the same category of error on both sides",
    "between": "on each side within its bounds",
    "shown": "shown only, not compared",
}


def parameters(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each parameter with its default, limits and meaning."""
    for name, entry in contract.get("parameters", {}).items():
        unit = f" {entry['unit']}" if "unit" in entry else ""
        told = f"{shown(entry.get('default'))}{unit}{_limits(entry)}"
        yield name, f"{told}: {flowing(entry['help'])}" if entry.get("help") else told


def _limits(entry: Entry) -> str:
    if entry.get("choices"):
        return f" ({' or '.join(map(str, entry['choices']))})"
    low = entry.get("min", entry.get("min_length"))
    high = entry.get("max", entry.get("max_length"))
    told = [f"{word} {bound}" for word, bound in (("from", low), ("to", high)) if bound is not None]
    length = "length " if told and ("min_length" in entry or "max_length" in entry) else ""
    return f" ({length}{' '.join(told)})" if told else ""


def cases(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each case with the values that it sets."""
    for case in contract.get("cases", ()):
        values = ", ".join(f"{name} = {shown(value, 60)}" for name, value in case.get("set", {}).items())
        asked = "; only when asked for with --case" if case.get("opt_in") else ""
        yield case["id"], (values or "the defaults") + asked


def variants(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each variant with what it uses and what it is for."""
    for variant in contract.get("variants", ()):
        told = [flowing(variant.get("says", ""))]
        roles = [role for role in ("headline", "reference") if variant.get(role)]
        told += [" and ".join(roles)] if roles else []
        told += [f"needs {listed(variant['needs'])}"] if variant.get("needs") else []
        told += ["starts the other language's text as well"] if variant.get("counterpart") else []
        told += [f"only in {listed(variant['lanes'])}"] if variant.get("lanes") else []
        told += ["not timed"] if variant.get("timed") is False else []
        yield variant["name"], "; ".join(filter(None, told))


def outputs(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each output with how it is compared and what is expected; declared divergences come apart."""
    for name, field in contract.get("outputs", {}).items():
        told = MODES.get(field["mode"], "")
        told += f", within {field['tolerance']:g} of each other" if field.get("tolerance") else ""
        plain = {key: value for key, value in field.get("expect", {}).items() if not _has_reason(value)}
        values = "; ".join(f"{_expected_of(value)}{_of(key)}" for key, value in plain.items())
        yield name + _where_of(field), f"{told}{f': {values}' if values else ''}{_help_of(field)}"


def divergences(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each declared divergence, with its values and its reason."""
    for name, field in contract.get("outputs", {}).items():
        for key, value in field.get("expect", {}).items():
            if _has_reason(value):
                sides = [one for one in SIDES if one in value]
                told = (
                    ", ".join(f"{_side_of(one)} {_expected_of(value[one])}" for one in sides) or "any value"
                )
                yield f"{name}{_of(key)}{_help_of(field)}", f"{told}{because(value['because'])}"
    for entry in contract.get("behaviour", ()):
        if entry.get("because"):
            yield f"{flowing(entry['says'])}{_where_of(entry)}", because(entry["because"]).lstrip(", ")


def _has_reason(value: Any) -> bool:
    return isinstance(value, Mapping) and "because" in value


def _expected_of(value: Any) -> str:
    """An expected value, or the bounds that it lies between."""
    if isinstance(value, Mapping) and value.keys() <= {"low", "high"}:
        if value.get("low") == value.get("high"):
            return f"exactly {value['low']}"
        words = (("at least", "low"), ("at most", "high"))
        return " and ".join(f"{word} {value[key]}" for word, key in words if key in value)
    return shown(expected(value))


def _of(key: str) -> str:
    """The rows that a key of `expect` names."""
    found = parsed(key)
    told = [listed(found.variants)] if found.variants else []
    cases = [name for name in found.cases if name != ANY]
    if cases == [SET]:
        told += ["with other values"]
    elif cases:
        told += [f"{'case' if len(cases) == 1 else 'cases'} {listed(cases)}"]
    return f" ({'; '.join(told)})" if told else ""


def behaviour(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each claim on what happens, which the traces prove."""
    for entry in contract.get("behaviour", ()):
        yield flowing(entry.get("says") or entry["id"]), _where_of(entry)


def corrections(contract: Entry) -> Iterator[tuple[str, str]]:
    """Where the source material is wrong: its claim, what really happens, and what shows it."""
    for entry in contract.get("corrections", ()):
        shown_by = listed(one.partition(".")[2] for one in entry["shown_by"])
        yield flowing(entry["claimed"]).rstrip("."), f"{flowing(entry['really'])} (shown by {shown_by})"


def source(numbers: Iterable[str]) -> str:
    """The catalogue's numbers: P38, 64."""
    return ", ".join(map(str, numbers))


def _side_of(name: str) -> str:
    """A text as a reader names it."""
    return {"python": "Python", FREE_THREADED: "free-threaded Python", "dotnet": "C#"}.get(name, name)


def _where_of(entry: Entry) -> str:
    """The rows that an entry's selectors take."""
    told = [listed(entry["variants"])] if entry.get("variants") else []
    for noun in ("case", "lane"):
        names = entry.get(f"{noun}s", ())
        told += [f"{noun if len(names) == 1 else f'{noun}s'} {listed(names)}"] if names else []
    told += [listed(map(_side_of, entry["texts"]))] if entry.get("texts") else []
    return f" ({'; '.join(told)})" if told else ""


def _help_of(entry: Entry) -> str:
    """What an output tells, in brackets."""
    return f" ({flowing(entry['help'])})" if entry.get("help") else ""
