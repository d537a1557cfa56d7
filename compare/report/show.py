"""`invoke show`: a pair's two examples side by side and why they differ; the rest when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.syntax import Syntax
from rich.text import Text

from compare.catalogue.leaves import difference
from compare.report import wording
from compare.report.console import Ink
from compare.report.english import paragraphs
from compare.report.pieces import Piece, beside
from compare.text import flowing, for_terminal

if TYPE_CHECKING:
    from rich.console import Console

SIDE_BY_SIDE = 120  # columns; below that half of them hold no line of code
ROOMY = 160  # columns; from there on half of them always do
MOST_BROKEN = 0.4  # of the lines of code; with more of them broken, one below the other reads better
SIDES = ("Python", "C#")
_CODE = re.compile(r"^(?!\s*(?:#|//)).*[=(){}\[\];]")  # what no line of prose has
THEME = "ansi_dark"  # the terminal's own colours, without a background


def show(contract: Mapping[str, Any], python_text: str, csharp_text: str, console: Console) -> None:
    """Print a pair: its question, both examples, and why they differ.

    Args:
        contract: its TOML as data.
        python_text: the Python example.
        csharp_text: the C# example.
        console: where to; wide ones get the texts side by side, narrow ones function by function.
    """
    ink = Ink(console)
    heading(contract, ink)
    _texts(python_text, csharp_text, ink)
    _rule("", ink)
    show_reasons(contract, ink)
    name = contract.get("id", "PAIR")
    ink.say(
        f"More: `invoke show {name}` with --mistakes, --scene or --contract; `invoke run {name}` runs it."
    )


def show_reasons(contract: Mapping[str, Any], ink: Ink) -> None:
    """Print why the two languages differ, as far as the contract declares it."""
    _list("Why they differ", wording.divergences(contract), ink)


def show_contract(contract: Mapping[str, Any], console: Console) -> None:
    """Print all that a pair's contract says, in words."""
    ink = Ink(console)
    heading(contract, ink)
    _contract(contract, ink)


def show_scenes(contract: Mapping[str, Any], python_text: str, csharp_text: str, console: Console) -> None:
    """Print how a pair is proved: the scenes that drive whatever text they are given."""
    ink = Ink(console)
    heading(contract, ink)
    _texts(python_text, csharp_text, ink)


def show_mistakes(
    contract: Mapping[str, Any], mistakes: Iterable[tuple[Any, str, str]], console: Console
) -> None:
    """Print a pair's mistakes, each as its difference from the right text.

    Args:
        contract: its TOML as data.
        mistakes: each mistake with the right text and the wrong one.
        console: where to.
    """
    ink = Ink(console)
    heading(contract, ink)
    for mistake, right, wrong in mistakes:
        _rule(f"{mistake.id} ({SIDES[mistake.language == 'csharp']})", ink)
        ink.say(flowing(mistake.says), hang=0)
        for line in difference(right, wrong):
            colour = {"-": "red", "+": "green"}.get(line[:1], "dim")
            ink.console.print(Text(for_terminal(line), colour), overflow="fold")
        ink.say(*_outcome(mistake), hang=0)
        ink.console.print()


def _outcome(mistake: Any) -> list[Any]:
    if mistake.right:
        return [("Right as well: it is accepted.", "bold")]
    if mistake.accepted:
        return [("Accepted: ", "bold"), flowing(mistake.accepted)]
    return [("Rejected for: ", "bold"), ", ".join(mistake.fails)]


def heading(contract: Mapping[str, Any], ink: Ink) -> None:
    """Print a pair's name, title and question."""
    ink.say((contract.get("id", ""), "bold"), f"  {contract.get('title', '')}")
    ink.say((flowing(contract.get("question", "")), "italic"), hang=0)
    ink.console.print()


def _texts(python_text: str, csharp_text: str, ink: Ink) -> None:
    for _ in text_steps(python_text, csharp_text, ink):
        pass


def text_steps(python_text: str, csharp_text: str, ink: Ink) -> Iterator[None]:
    """Print two texts function by function, side by side where there is room; a step each."""
    left, right = _Code(python_text, "python", ink), _Code(csharp_text, "csharp", ink)
    side_by_side = _side_by_side(left, right, ink)
    if side_by_side:
        _print_columns([Text(SIDES[0], "bold")], [Text(SIDES[1], "bold")], ink)
    for one, other in beside(left.text, right.text):
        _rule("", ink)
        if side_by_side:
            _print_columns(left.lines(one, _half(ink)), right.lines(other, _half(ink)), ink)
        else:
            _print_stacked(SIDES[0], left, one, ink)
            _print_stacked(SIDES[1], right, other, ink)
        yield


# The contract.


def _contract(contract: Mapping[str, Any], ink: Ink) -> None:
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


def _print_stacked(side: str, code: _Code, piece: Piece | None, ink: Ink) -> None:
    if piece:
        ink.say((side, "bold"))
    for line in code.lines(piece, ink.width):
        line.rstrip()
        ink.console.print(line, overflow="fold")


def _rule(name: str, ink: Ink) -> None:
    title = ink.plain(f"── {name} " if name else "──")
    line = Text().append(title, "bold" if name else "dim")
    line.append(ink.plain("─") * max(0, ink.width - line.cell_len), "dim")
    line.truncate(ink.width)
    ink.console.print(line)
