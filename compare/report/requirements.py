"""`invoke doctor`: what was found, the cures below it, and whether the main job can run."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from compare.report.console import Ink
from compare.setup.doctor import Requirement


def render_requirements(requirements: Sequence[Requirement], console: Console) -> None:
    """Print what was found, the cures below it, and whether the main job can run."""
    ink = Ink(console)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "requirement", "found", "needed"):
        table.add_column(heading, overflow="fold")
    for one in requirements:
        table.add_row(*map(ink.plain, (one.state, one.name, one.found, one.needed)))
    console.print(table)
    for one in requirements:
        if not one.ok:
            ink.line(f"{one.name}: {one.cure}")
    stopping = [one.name for one in requirements if one.required and not one.ok]
    ink.say(f"The main job cannot run: {', '.join(stopping)}." if stopping else "The main job can run.")
