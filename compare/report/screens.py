"""A pair told on a projector, screen by screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from compare.report.console import Ink
from compare.report.show import heading, show_reasons, text_steps
from compare.report.timeline import timeline

if TYPE_CHECKING:
    from rich.console import Console

LEAST, MOST = 24, 40  # lines of a screen
Lane = tuple[str, Sequence[Mapping[str, Any]]]  # what stands above its trace, and the trace


def screens(
    contract: Mapping[str, Any],
    lanes: Sequence[Lane],
    axis_ns: int,
    texts: tuple[str, str],
    console: Console,
    lines: int,
) -> Iterator[str]:
    """The question, who ran when, both texts by function, and why they differ, as printed on a console.

    Args:
        contract: the pair's TOML as data.
        lanes: what was seen in each.
        axis_ns: how long the one axis of all is.
        texts: the Python example and the C# one.
        console: whose width and colours they have.
        lines: of the terminal; a screen has so many less two, from 24 to 40.
    """
    room = min(max(lines, LEAST), MOST) - 2
    ink = Ink(console)
    for part in _captured(_parts(contract, lanes, axis_ns, texts, ink), console):
        printed = part.strip("\n").split("\n")
        for start in range(0, len(printed), room):
            yield "\n".join(printed[start : start + room])


def _parts(
    contract: Mapping[str, Any], lanes: Sequence[Lane], axis_ns: int, texts: tuple[str, str], ink: Ink
) -> Iterator[None]:
    """Each prints and yields; nothing is kept of it here."""
    heading(contract, ink)
    yield
    for title, trace in lanes:
        ink.heading(title)
        timeline(trace, ink.console, axis_ns)
    yield
    yield from text_steps(*texts, ink)
    show_reasons(contract, ink)
    yield


def _captured(steps: Iterable[None], console: Console) -> Iterator[str]:
    steps = iter(steps)
    while True:
        with console.capture() as captured:
            try:
                next(steps)
            except StopIteration:
                return
        if captured.get().strip():
            yield captured.get()
