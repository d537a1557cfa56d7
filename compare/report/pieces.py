"""A pair's two texts, cut at the functions that both have, and laid beside each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PYTHON_FUNCTION = re.compile(r"^(?:async\s+)?def\s+(\w+)\s*\(")
_CSHARP_WORDS = "public|private|protected|internal|static|async|unsafe"
_CSHARP_FUNCTION = re.compile(
    rf"^ {{4}}(?:{_CSHARP_WORDS})\b.*?\b(?!(?:{_CSHARP_WORDS})\b)(\w+)\s*(?:<[\w, ]+>)?\("
)
_BELONGS_BELOW = ("#", "//", "@", "[")  # comments, decorators and attributes


@dataclass(frozen=True)
class Piece:
    """Lines of a text up to the next function; at its head the name is empty."""

    function: str
    first: int  # the number of its first line, from 1
    lines: tuple[str, ...]


def functions(text: str) -> list[str]:
    """A text's functions in their order, by names that are the same in both languages."""
    return [name for line in text.splitlines() if (name := _function(line))]


def pieces(text: str, wanted: Collection[str] = ()) -> list[Piece]:
    """A text's pieces in their order.

    Args:
        text: Python or C#.
        wanted: the functions that begin a piece; a comment above one goes with it.
    """
    result: list[Piece] = []
    function, first, lines = "", 1, []
    for number, line in enumerate(text.splitlines(), start=1):
        name = _function(line)
        if name and name in wanted:
            above = _belonging(lines)
            result.append(_piece(function, first, lines[: len(lines) - above]))
            function, first, lines = name, number - above, lines[len(lines) - above :]
        lines.append(line)
    result.append(_piece(function, first, lines))
    return [piece for piece in result if piece.lines]


def beside(left: str, right: str) -> Iterator[tuple[Piece | None, Piece | None]]:
    """Two texts piece by piece; where functions come in another order, a side may lack one."""
    common = set(functions(left)) & set(functions(right))
    ours, theirs = pieces(left, common), pieces(right, common)
    names = [[piece.function for piece in side] for side in (ours, theirs)]
    for tag, a, b, c, d in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(ours[a:b], theirs[c:d], strict=True)
        else:
            yield from ((one, None) for one in ours[a:b])
            yield from ((None, one) for one in theirs[c:d])


def _function(line: str) -> str:
    """The function that begins in a line: `in_threads` and `InThreads` are `inthreads`."""
    found = _PYTHON_FUNCTION.match(line) or _CSHARP_FUNCTION.match(line)
    return found[1].replace("_", "").lower() if found else ""


def _belonging(lines: Sequence[str]) -> int:
    """How many of the last lines belong to the function below them."""
    number = 0
    while number < len(lines) and lines[-1 - number].lstrip().startswith(_BELONGS_BELOW):
        number += 1
    return number


def _piece(function: str, first: int, lines: Sequence[str]) -> Piece:
    """A piece without the empty lines around it."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Piece(function, first + start, tuple(lines[start:end]))
