"""How far a run is: one updating line on a terminal, a line a pair without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from compare.report.units import seconds
from compare.text import cut, for_terminal

if TYPE_CHECKING:
    from rich.console import Console

LEAST_PAUSE = 0.1  # seconds between two updates: the line must cost a run nothing
LEAST_KNOWN = 0.02  # of the whole, before a time left is told


class ProgressLine:
    """Tells pair, lane and time left while `compare` runs.

    No thread of its own, which would disturb what is being timed; and no escape sequence.
    """

    def __init__(
        self, console: Console, plain: bool | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin.

        Args:
            console: of standard error; its width and encoding are kept to.
            plain: a line a pair instead of an updating one; by default where there is no terminal.
            clock: seconds.
        """
        self._console = console
        self._plain = plain if plain is not None else not console.is_terminal or console.is_dumb_terminal
        self._clock = clock
        self._began = clock()
        self._expected: dict[str, int] = {}
        self._in_turn = True
        self._seen: dict[str, int] = {}  # trials begun, by pair
        self._shown_at = float("-inf")
        self._shown = 0
        self._broken = False

    def expect(self, trials: Mapping[str, int], in_turn: bool = True) -> None:
        """Say how many trials each pair is going to have, so that the time left can be told.

        Said again, a new stage begins.

        Args:
            trials: by pair.
            in_turn: whether one pair comes after another: one that needs fewer trials is then done as soon as the
                next one begins. If not, trials are counted and shown in place of pairs.
        """
        self._expected = dict(trials)
        self._in_turn = in_turn
        self._seen = {}
        self._began = self._clock()

    def start(self, pair: str, lane: str, variant: str) -> None:
        """A row's trial begins."""
        new = pair not in self._seen
        self._seen[pair] = self._seen.get(pair, 0) + 1
        if self._plain:
            if not self._in_turn:
                self._print(self._line(pair, f"{lane} · {variant}"))
            elif new:
                self._print(self._line(pair))
            return
        now = self._clock()
        if now - self._shown_at >= LEAST_PAUSE:
            self._shown_at = now
            self._update(self._line(pair, f"{lane} · {variant}"))

    def handed_out(self, pair: str, machine: str) -> None:
        """A pair goes to a machine, beside others that other machines run."""
        self._seen[pair] = self._seen.get(pair, 0) + 1
        (self._print if self._plain else self._update)(self._line(pair, f"on {machine}"))

    def advance(self) -> None:
        """A trial has ended; the next `start` shows it."""

    def finish(self) -> None:
        """Clear the updating line."""
        if self._shown:
            self._update("")
            self._write("\r")

    def _line(self, pair: str, row: str = "") -> str:
        number = len(self._seen) if self._in_turn else sum(self._seen.values())
        of = len(self._expected) if self._in_turn else sum(self._expected.values())
        total = f"/{of}" if self._expected else ""
        parts = [f"[{number}{total}] {pair}", row, self._left(pair)]
        return " · ".join(part for part in parts if part)

    def _left(self, current: str) -> str:
        elapsed = self._clock() - self._began
        whole = sum(self._expected.values())
        if self._in_turn:
            over = self._seen.keys() - {current}
            done = sum(number for pair, number in self._expected.items() if pair in over)
            done += min(self._seen[current] - 1, self._expected.get(current, 0))
        else:
            done = sum(self._seen.values()) - 1  # but for the one that begins
        if not whole or done / whole < LEAST_KNOWN:
            return f"{seconds(elapsed * 1e9)} so far" if elapsed >= 1 else ""
        return f"about {_rough(elapsed * (whole - done) / done)} left"

    def _print(self, line: str) -> None:
        self._write(for_terminal(line, encoding=self._console.encoding) + "\n")

    def _update(self, line: str) -> None:
        width = max(1, self._console.width - 1)
        text = cut(for_terminal(line, encoding=self._console.encoding), width)
        text = for_terminal(text, encoding=self._console.encoding)[:width]
        self._write(f"\r{text}{' ' * (self._shown - len(text))}")
        self._shown = len(text)

    def _write(self, text: str) -> None:
        if self._broken:
            return
        try:
            self._console.file.write(text)
            self._console.file.flush()
        except (OSError, ValueError):  # whoever read it has gone: no reason to stop the run
            self._broken = True


def _rough(left: float) -> str:
    """Seconds to the nearest that is worth telling."""
    step = 1 if left < 20 else 5 if left < 60 else 10
    whole = max(1, round(left / step) * step)
    return seconds(whole * 1e9) if whole >= 60 else f"{whole} s"
