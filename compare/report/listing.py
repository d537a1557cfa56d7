"""`invoke list`: the pairs by chapters, as plain text by the standard library alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, Protocol

from compare.report.english import flowing
from compare.report.text import for_terminal

DEFAULT_LANES = ("python", "dotnet", "pythonnet")


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
    lines = [f"{len(contracts)} pairs; `invoke show PAIR` tells more of one."]
    chapter = None
    for contract in contracts:
        if contract.chapter != chapter:
            chapter = contract.chapter
            lines += ["", for_terminal(chapter)]
        lines += _pair(contract, min(names, 24), width)
    return "\n".join(wrapped for line in lines for wrapped in _fitted(line, width))


def _pair(contract: Listed, names: int, width: int) -> list[str]:
    indent = " " * (names + 4) if width >= 60 else "    "
    title = _wrapped(flowing(contract.title), indent, width)
    if width >= 60 and len(contract.id) <= names:
        title[0] = f"  {contract.id:{names}}  {title[0].strip()}"
    else:
        title.insert(0, f"  {contract.id}")
    return title + _wrapped(_facts(contract.data), indent, width)


def _facts(data: dict[str, Any]) -> str:
    variants = [variant.get("name", "") for variant in data.get("variants", ())]
    lanes = data.get("lanes", DEFAULT_LANES)
    told = [f"variants {', '.join(variants)}"] if variants else []
    told += [f"lanes {', '.join(lanes)}"] if tuple(lanes) != DEFAULT_LANES else ["all lanes"]
    told += [f"source {', '.join(map(str, data['source']))}"] if data.get("source") else []
    return "; ".join(told)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    room = max(width, len(indent) + 8)
    return textwrap.wrap(for_terminal(text), room, initial_indent=indent, subsequent_indent=indent) or [
        indent
    ]


def _fitted(line: str, width: int) -> list[str]:
    """A line that is too long for a very narrow terminal, cut into several."""
    return [line[start : start + width].rstrip() for start in range(0, len(line), width)] or [""]
