"""Consoles that write into memory, as terminals of all kinds would be."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console


def screen(width: int = 80, encoding: str = "utf-8", colour: str | None = None) -> Console:
    """A console of a width and an encoding; without colour unless one is named."""
    file = io.TextIOWrapper(
        io.BytesIO(), encoding=encoding, errors="strict", newline="\n", write_through=True
    )
    return Console(
        file=file,
        width=width,
        color_system=colour,
        force_terminal=colour is not None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def printed(console: Console) -> str:
    """What a `screen` has been given."""
    console.file.flush()
    return console.file.buffer.getvalue().decode(console.file.encoding)


def too_wide(text: str, width: int) -> list[str]:
    """The lines that do not fit; the last one says why a run failed, and is whole so that it can be copied."""
    lines = [line for line in text.split("\n") if not line.startswith("FAILED (exit ")]
    return [line for line in lines if cell_len(line) > width]
