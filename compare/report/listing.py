"""`invoke list` and `find`: pairs and their questions, as plain text by the standard library alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Protocol

from compare.report.english import counted
from compare.text import flowing, for_terminal


class Listed(Protocol):
    """What a listing needs of a contract."""

    id: str
    chapter: str
    title: str
    data: dict[str, Any]


def listing(contracts: Iterable[Listed], width: int) -> str:
    """The pairs in a few lines each, under their chapters.

    Args:
        contracts: in the catalogue's order.
        width: columns; no line is longer.

    Returns:
        the text, without a line end.
    """
    contracts = list(contracts)
    names = max((len(one.id) for one in contracts), default=0)
    lines = [f"{counted(len(contracts), 'pair')}; `invoke show PAIR` tells more of one."]
    chapter = None
    for contract in contracts:
        if contract.chapter != chapter:
            chapter = contract.chapter
            lines += ["", for_terminal(chapter)]
        lines += _pair(contract, min(names, 24), width)
    return "\n".join(wrapped for line in lines for wrapped in _fitted(line, width))


class Found(Protocol):
    """What a search found."""

    contract: Listed
    where: str


def found(hits: Iterable[Found], width: int) -> str:
    """The pairs that a search found, the nearest first, each with its question.

    Args:
        hits: as the search gives them.
        width: columns; no line is longer.
    """
    lines = [
        line
        for hit in hits
        for line in [f"  {hit.contract.id}", *_told(hit.contract, "    ", max(width, 24))]
    ]
    return "\n".join(wrapped for line in lines for wrapped in _fitted(for_terminal(line), width))


def _pair(contract: Listed, names: int, width: int) -> list[str]:
    indent = " " * (names + 4) if width >= 60 else "    "
    told = _told(contract, indent, width)
    if width >= 60 and len(contract.id) <= names:
        told[0] = f"  {contract.id:{names}}  {told[0].strip()}"
    else:
        told.insert(0, f"  {contract.id}")
    return told


def _told(contract: Listed, indent: str, width: int) -> list[str]:
    question = flowing(str(contract.data.get("question", "")))
    return [
        *_wrapped(flowing(contract.title), indent, width),
        *(_wrapped(question, indent, width) if question else []),
    ]


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    room = max(width, len(indent) + 8)
    return textwrap.wrap(for_terminal(text), room, initial_indent=indent, subsequent_indent=indent) or [
        indent
    ]


def _fitted(line: str, width: int) -> list[str]:
    """A line that is too long for a very narrow terminal, cut into several."""
    return [line[start : start + width].rstrip() for start in range(0, len(line), width)] or [""]
