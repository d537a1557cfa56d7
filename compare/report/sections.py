"""The pieces of a Markdown report: sections, tables, lines in which nothing is markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compare.text import cut, for_markdown

LONGEST_TEXT = 2_000
FOLDED = "\n</details>\n"


@dataclass(frozen=True)
class Section:
    """A part of the report: what stands above its entries, the entries, what stands below.

    `share` is how much of the limit its entries may take; sections are kept by `rank`, the lowest first.
    """

    rank: float
    share: float
    above: str
    entries: tuple[str, ...]
    below: str = ""


def table_head(heads: Sequence[str], left: int) -> str:
    """A table's head; so many of its columns stand on the left."""
    return table_row(heads) + "|" + " --- |" * left + " ---: |" * (len(heads) - left) + "\n"


def table_row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(inert(cell) for cell in cells) + " |\n"


def fold(title: str) -> str:
    """The beginning of what is folded; `FOLDED` ends it."""
    return f"\n<details><summary>{title}</summary>\n\n"


def inert(text: str) -> str:
    """A text in which nothing is markup, cut where it is very long."""
    return for_markdown(cut(text, LONGEST_TEXT))
