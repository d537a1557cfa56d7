"""`invoke show`: a pair's question, its contract in words, and both texts by their steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.syntax import Syntax
from rich.text import Text

from compare.report import wording
from compare.report.console import Ink
from compare.report.english import flowing, paragraphs
from compare.report.steps import Piece, Step, beside
from compare.report.text import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

SIDE_BY_SIDE = 120  # columns; below that half of them hold no line of code
ROOMY = 160  # columns; from there on half of them always do
MOST_BROKEN = 0.4  # of the lines of code; with more of them broken, one below the other reads better
SIDES = ("Python", "C#")
_CODE = re.compile(r"^(?!\s*(?:#|//)).*[=(){}\[\];]")  # what no line of prose has
THEME = "ansi_dark"  # the terminal's own colours, without a background


def show(contract: Mapping[str, Any], python_text: str, csharp_text: str, console: Console) -> None:
    """Print a pair.

    Args:
        contract: its TOML as data.
        python_text: the Python example.
        csharp_text: the C# example.
        console: where to; wide ones get the texts side by side, narrow ones step by step.
    """
    ink = Ink(console)
    _contract(contract, ink)
    left, right = _Code(python_text, "python", ink), _Code(csharp_text, "csharp", ink)
    side_by_side = _side_by_side(left, right, ink)
    if side_by_side:
        _print_columns([Text(SIDES[0], "bold")], [Text(SIDES[1], "bold")], ink)
    for step in beside(left.text, right.text):
        _rule(step.name, ink)
        if side_by_side:
            _print_columns(left.lines(step.left, _half(ink)), right.lines(step.right, _half(ink)), ink)
        else:
            _print_stacked(step, left, right, ink)


# The contract.


def _contract(contract: Mapping[str, Any], ink: Ink) -> None:
    ink.say((contract.get("id", ""), "bold"), f"  {contract.get('title', '')}")
    ink.say((flowing(contract.get("question", "")), "italic"), hang=0)
    ink.console.print()
    for paragraph in paragraphs(contract.get("teaches", "")):
        ink.say(paragraph, hang=0)
        ink.console.print()
    _list("Variants", wording.variants(contract), ink)
    _list("Parameters", wording.parameters(contract), ink)
    _list("Cases", wording.cases(contract), ink)
    _list("Outputs", wording.outputs(contract), ink)
    _list("Behaviour, proved on the trace", wording.behaviour(contract), ink)
    _list("Declared divergences", wording.divergences(contract), ink)
    _list("What the source material claims, and what is so", wording.corrections(contract), ink)
    lanes = contract.get("lanes", ("python", "dotnet", "pythonnet"))
    why = f" ({flowing(contract['lanes_because'])})" if contract.get("lanes_because") else ""
    ink.say(("Lanes: ", "bold"), f"{', '.join(lanes)}{why}")
    if contract.get("source"):
        ink.say(("In the source material: ", "bold"), wording.source(contract["source"]))
    ink.console.print()


def _list(title: str, entries: Iterable[tuple[str, str]], ink: Ink) -> None:
    entries = list(entries)
    if entries:
        ink.say((title, "bold"))
    for name, told in entries:
        separator = ": " if told and not told.startswith(" (") else ""
        ink.say((name, "cyan" if separator else ""), f"{separator}{told}", indent=2)


# The texts.


class _Code:
    """A text, highlighted as a whole, given out in pieces with line numbers."""

    def __init__(self, text: str, lexer: str, ink: Ink) -> None:
        self.ink = ink
        self.text = for_terminal(text, keep_lines=True, encoding=ink.console.encoding)
        # Splitting before highlighting would lose strings and comments of several lines.
        highlighted = Syntax(self.text, lexer, theme=THEME).highlight(self.text)
        self.highlighted = highlighted.split("\n", allow_blank=True)
        self.digits = len(str(len(self.highlighted)))

    def lines(self, piece: Piece | None, width: int) -> list[Text]:
        """A piece's lines, wrapped where they are too long; the first of each has its number."""
        result = []
        for offset in range(len(piece.lines) if piece else 0):
            number = piece.first + offset
            for part, text in enumerate(self._wrapped(self.highlighted[number - 1], width - self.digits - 2)):
                margin = str(number) if part == 0 else ""
                result.append(Text().append(f"{margin:>{self.digits}}  ", "dim").append_text(text))
        return result

    def broken(self, width: int) -> float:
        """The share of lines of code that so few columns would break; prose may break."""
        lengths = [line.cell_len for line in self.highlighted if _CODE.search(line.plain)]
        return sum(length > width - self.digits - 2 for length in lengths) / max(1, len(lengths))

    def _wrapped(self, line: Text, width: int) -> Iterator[Text]:
        """A line of code; its further lines stand four columns further in."""
        line.rstrip()
        if line.cell_len <= width:
            yield line
            return
        body = line.plain.lstrip(" ")
        start = min(len(line.plain) - len(body), max(0, width // 2 - 4))
        code = line[len(line.plain) - len(body) :]
        for number, part in enumerate(code.wrap(self.ink.console, width - start - 4, overflow="fold")):
            part.rstrip()
            yield Text(" " * (start + (4 if number else 0))) + part


def _half(ink: Ink) -> int:
    return (ink.width - 3) // 2


def _side_by_side(left: _Code, right: _Code, ink: Ink) -> bool:
    if not SIDE_BY_SIDE <= ink.width < ROOMY:
        return ink.width >= ROOMY
    return max(left.broken(_half(ink)), right.broken(_half(ink))) <= MOST_BROKEN


def _print_columns(left: list[Text], right: list[Text], ink: Ink) -> None:
    width = _half(ink)
    bar = ink.plain("│")
    for one, other in zip_longest(left, right):
        line = Text("") + (one or Text())
        line.pad_right(width - line.cell_len)
        line.append(f" {bar} ", "dim")
        line = line + (other or Text())
        line.rstrip()
        ink.console.print(line, overflow="fold")


def _print_stacked(step: Step, left: _Code, right: _Code, ink: Ink) -> None:
    for side, code, piece in ((SIDES[0], left, step.left), (SIDES[1], right, step.right)):
        if piece is None and not step.name:
            continue
        ink.say((side, "bold"), "" if piece else ": has no such step")
        for line in code.lines(piece, ink.width):
            line.rstrip()
            ink.console.print(line, overflow="fold")


def _rule(name: str, ink: Ink) -> None:
    title = ink.plain(f"── {name} " if name else "──")
    line = Text().append(title, "bold" if name else "dim")
    line.append(ink.plain("─") * max(0, ink.width - line.cell_len), "dim")
    line.truncate(ink.width)
    ink.console.print(line)
