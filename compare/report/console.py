"""The one console that reports are printed on, and safe text for it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from compare.text import for_terminal

WITHOUT_TERMINAL = 100  # columns
WIDEST = 1000
Part = str | tuple[str, str]  # a text, or a text with its style


def console(stderr: bool = False) -> Console:
    """A console of the terminal's width; 100 columns where there is no terminal.

    `NO_COLOR`, `TERM=dumb` and `COLUMNS` are honoured; without colour there is no escape sequence at all.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper):  # whatever its encoding lacks is never an exception
        stream.reconfigure(errors="backslashreplace")
    # With `no_color` alone rich would still write bold and dim as escape sequences.
    colour = "auto" if _takes_escapes(stream) else None
    # Without a height rich would take a dumb terminal for one of 80 columns.
    size = {"width": _columns(stream), "height": 25}
    return Console(stderr=stderr, color_system=colour, highlight=False, markup=False, emoji=False, **size)


def _columns(stream: object) -> int:
    """The width of this very stream's terminal: standard output may go elsewhere than standard error."""
    if os.environ.get("COLUMNS", "").isdecimal():
        return min(max(1, int(os.environ["COLUMNS"][:6])), WIDEST)
    try:
        return os.get_terminal_size(stream.fileno()).columns or WITHOUT_TERMINAL  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        return WITHOUT_TERMINAL


def _takes_escapes(stream: object) -> bool:
    environ = os.environ
    terminal = bool(getattr(stream, "isatty", lambda: False)()) or bool(environ.get("FORCE_COLOR"))
    return (
        terminal
        and not environ.get("NO_COLOR")
        and environ.get("TERM", "").lower() not in ("dumb", "unknown")
    )


@dataclass(frozen=True)
class Ink:
    """Writes text on a console; all of it passes the escaping for terminals."""

    console: Console

    @property
    def width(self) -> int:
        """Columns."""
        return self.console.width

    def plain(self, text: str) -> str:
        """One line as this console can show it."""
        return for_terminal(text, encoding=self.console.encoding)

    def text(self, *parts: Part) -> Text:
        """Parts, each with its style, as one line."""
        result = Text(overflow="fold")
        for part in parts:
            words, style = part if isinstance(part, tuple) else (part, "")
            result.append(self.plain(words), style)
        return result

    def say(self, *parts: Part, indent: int = 0, hang: int = 2) -> None:
        """Print a paragraph, wrapped at the width; its further lines hang."""
        self.print(self.text(*parts), indent, hang)

    def line(self, *parts: Part) -> None:
        """Print one line as it is, however long: a command in it can be copied. A picture has it wrapped."""
        self.console.print(self.text(*parts), soft_wrap=not self.console.record)

    def print(self, text: Text, indent: int = 0, hang: int = 2) -> None:
        """Print escaped text, wrapped at the width; its further lines hang."""
        room = self.width - indent - hang
        if room < 8:
            indent = hang = 0
            room = self.width
        for number, line in enumerate(text.wrap(self.console, room)):
            whole = Text(" " * (indent + (hang if number else 0))) + line
            whole.rstrip()
            self.console.print(whole, overflow="fold")

    def heading(self, words: str) -> None:
        """A section's title, with an empty line before it."""
        self.console.print()
        self.say((words, "bold"))


def pad(text: str, width: int, right: bool = False) -> str:
    """Fill a text up to so many terminal cells."""
    space = " " * max(0, width - cell_len(text))
    return space + text if right else text + space
