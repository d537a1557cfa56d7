"""A contract in words, as `invoke show` tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compare.judge.values import expected, shown
from compare.report.english import because, flowing, listed

Entry = Mapping[str, Any]
_MODES = {
    "equal": "the same on both sides",
    "unordered": "the same items on both sides, in any order",
    "set": "the same distinct items on both sides",
    "error": "the same category of error on both sides",
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
    """Each output with how it is compared; declared divergences come apart."""
    for entry in contract.get("outputs", ()):
        if entry.get("mode") == "differs":
            continue
        told = _between(entry) if entry.get("mode") == "between" else _MODES.get(entry.get("mode", ""), "")
        told += f", here {shown(expected(entry['value']))}" if "value" in entry else ""
        told += f", within {entry['tolerance']:g} of each other" if entry.get("tolerance") else ""
        yield entry["field"] + _where(entry), f"{told}{_help(entry)}"


def divergences(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each declared divergence, with its values and its reason."""
    for entry in contract.get("outputs", ()):
        if entry.get("mode") == "differs":
            values = ", ".join(
                f"{_side(name)} {shown(expected(value))}" for name, value in entry.get("values", {}).items()
            )
            seen = f", {flowing(entry['help'])}" if entry.get("help") else ""
            yield f"{entry['field']}{_where(entry)}{seen}", f"{values}{because(entry.get('because', ''))}"


def behaviour(contract: Entry) -> Iterator[tuple[str, str]]:
    """Each claim on what happens, which the traces prove."""
    for entry in contract.get("behaviour", ()):
        yield flowing(entry.get("says") or entry["id"]), _where(entry)


def corrections(contract: Entry) -> Iterator[tuple[str, str]]:
    """Where the source material is wrong: its claim, what really happens, and what shows it."""
    for entry in contract.get("corrections", ()):
        shown_by = listed(one.partition(".")[2] for one in entry["shown_by"])
        yield flowing(entry["claimed"]).rstrip("."), f"{flowing(entry['really'])} (shown by {shown_by})"


def _between(entry: Entry) -> str:
    if "low" in entry and entry["low"] == entry.get("high"):
        return f"on each side exactly {entry['low']}"
    bounds = [
        f"{word} {entry[key]}" for word, key in (("at least", "low"), ("at most", "high")) if key in entry
    ]
    return f"on each side {' and '.join(bounds)}"


def _side(name: str) -> str:
    return {"python": "Python", "dotnet": "C#"}.get(name, name)


def _where(entry: Entry) -> str:
    told = [listed(entry["variants"])] if entry.get("variants") else []
    for noun in ("case", "lane"):
        names = entry.get(f"{noun}s", ())
        told += [f"{noun if len(names) == 1 else f'{noun}s'} {listed(names)}"] if names else []
    told += [listed(map(_side, entry["texts"]))] if entry.get("texts") else []
    return f" ({'; '.join(told)})" if told else ""


def _help(entry: Entry) -> str:
    return f" ({flowing(entry['help'])})" if entry.get("help") else ""


def source(numbers: Iterable[str]) -> str:
    """The catalogue's numbers: P38, 64."""
    return ", ".join(map(str, numbers))
