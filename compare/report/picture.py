"""A report's picture for README: what the terminal shows, as one self-contained SVG."""

from __future__ import annotations

import io
import re

from rich.console import Console

from compare.diff.whole import Whole
from compare.report.terminal import render

WIDTH = 120
# rich names a font on a far server; a picture in a README may not load it, and ours needs none.
_FAR_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def svg(whole: Whole, width: int = WIDTH, title: str = "invoke compare") -> str:
    """The report as an SVG picture; the same report always gives the same text.

    Args:
        whole: a judged record, with what it is held against.
        width: columns of the terminal that is drawn.
        title: what stands in its title bar.
    """
    screen = {"force_terminal": True, "color_system": "truecolor", "legacy_windows": False}
    console = Console(file=io.StringIO(), record=True, width=width, highlight=False, **screen)
    render(whole, console)
    return _FAR_FONT.sub("", console.export_svg(title=title, unique_id="parallax"))
