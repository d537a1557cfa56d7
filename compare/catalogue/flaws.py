"""What is wrong in a TOML file of ours, each with its place and its line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compare.record.schemas import Place

NAMES = ("name", "id", "field", "fault")  # the first of these that an entry of a list has names it


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong, and where: keys and indices from the top."""

    place: Place
    what: str

    def told(self, data: Mapping[str, Any], lines: Mapping[Place, int]) -> str:
        """As a person reads it: `line 12, variants.gather.says: what is wrong`."""
        line = line_of(self.place, lines)
        where = named(self.place, data)
        return f"{f'line {line}, ' if line else ''}{where or 'the top level'}: {self.what.rstrip('.')}"


def told_all(flaws: Iterable[Flaw], data: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """All flaws of a file, each once, by line."""
    lines = {_listed(place, data): line for place, line in lines_of(text).items()}
    by_line = sorted(flaws, key=lambda flaw: line_of(flaw.place, lines))
    return tuple(dict.fromkeys(flaw.told(data, lines) for flaw in by_line))


def _listed(place: Place, data: Mapping[str, Any]) -> Place:
    """A place in a table by name as it is where that was written out as a list of entries."""
    entries = data.get(str(place[0])) if place else None
    if len(place) < 2 or isinstance(place[1], int) or not isinstance(entries, list):
        return place
    index = next((index for index, entry in enumerate(entries) if _name(index, entry) == place[1]), place[1])
    return (place[0], index, *place[2:])


def named(place: Place, data: Any) -> str:
    """A place with its lists' entries by their names: `variants.gather.says`."""
    parts = []
    for step in place:
        inside = isinstance(data, (list, Mapping)) and (not isinstance(step, int) or step < len(data))
        data = data[step] if inside and (isinstance(step, int) or step in data) else None
        parts.append(_name(step, data) if isinstance(step, int) else str(step))
    return ".".join(parts)


def _name(index: int, entry: Any) -> str:
    if isinstance(entry, Mapping):
        return next((str(entry[key]) for key in NAMES if key in entry), f"number {index + 1}")
    return f"number {index + 1}"


_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_QUOTES = re.compile(r"\"\"\"|'''")


def lines_of(text: str) -> dict[Place, int]:
    """The lines on which the tables and keys of a TOML text stand, those inside inline tables left out."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    open_quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not open_quote:
            if header := _HEADER.match(line):
                table = _within(_parts(header[2]), counts, is_list=header[1] == "[[")
                found.setdefault(table, number)
            elif key := _KEY.match(line):
                found.setdefault(table + _parts(key[1]), number)
        for quote in _QUOTES.findall(line):
            open_quote = "" if quote == open_quote else open_quote or quote
    return found


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of a place, else of the first thing in it, else of the nearest around it; 0 for none."""
    for length in range(len(place), 0, -1):
        within = [line for one, line in lines.items() if one[:length] == place[:length]]
        if within:
            return min(within)
    return 0


def _parts(dotted: str) -> Place:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _within(parts: Place, counts: dict[Place, int], is_list: bool) -> Place:
    """A header's place, with the number of the last entry after each list of tables in it."""
    place: Place = ()
    for depth, part in enumerate(parts, start=1):
        place += (part,)
        if is_list and depth == len(parts):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place += (counts[place] - 1,)
    return place
