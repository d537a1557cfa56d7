"""A pair's two texts, cut at their step markers and laid beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MARKER = re.compile(r"^\s*(?:#|//)\s*\[step:\s*(?P<name>.*?)\s*\]\s*$")


@dataclass(frozen=True)
class Piece:
    """Lines of a text from one step marker up to the next; `name` is empty before the first."""

    name: str
    first: int  # the number of its first line, from 1
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What both texts do in one step; a side without it is None."""

    name: str
    left: Piece | None
    right: Piece | None


def pieces(text: str) -> list[Piece]:
    """A text's pieces in their order; the markers' own lines are left out."""
    result: list[Piece] = []
    name, first, lines = "", 1, []
    for number, line in enumerate(text.splitlines(), start=1):
        marker = _MARKER.match(line)
        if marker:
            result.append(_piece(name, first, lines))
            name, first, lines = marker["name"], number + 1, []
        else:
            lines.append(line)
    result.append(_piece(name, first, lines))
    return [piece for piece in result if piece.name or piece.lines]


def beside(left: Sequence[Piece], right: Sequence[Piece]) -> Iterator[Step]:
    """Pieces of the same name side by side; where one side lacks a step, its place is empty."""
    names = [piece.name for piece in left], [piece.name for piece in right]
    for tag, a, b, c, d in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Step(one.name, one, other) for one, other in zip(left[a:b], right[c:d], strict=True))
        else:
            yield from (Step(one.name, one, None) for one in left[a:b])
            yield from (Step(one.name, None, one) for one in right[c:d])


def _piece(name: str, first: int, lines: list[str]) -> Piece:
    """A piece without the empty lines around it."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Piece(name, first + start, tuple(lines[start:end]))
