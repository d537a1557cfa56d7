"""How close our medians are to another tool's: pure functions of the figures that `invoke bench --peers` took."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from compare.judge.stats import log_ratios, signed_rank_bounds
from compare.report.units import duration

LEAST_ROUNDS = 6  # fewer have no 95 % interval
CLOSE, LESS_CLOSE = 0.05, 0.10


class PeerFailed(Exception):
    """A peer gave no figure; the message says why."""


@dataclass
class Peered:
    """A row, and the medians of each round's two launches, in nanoseconds a call."""

    row: str
    tool: str
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Our median by the peer's, both over all rounds."""
        return median(self.ours) / median(self.peer)

    @property
    def noise(self) -> tuple[float, float]:
        """The 95 % interval of the rounds' ratios: what the machine alone makes of them."""
        bounds = signed_rank_bounds(log_ratios(self.ours, self.peer), 0.975)
        return (math.exp(bounds[0]), math.exp(bounds[1])) if bounds else (0.0, math.inf)

    @property
    def limit(self) -> float:
        """How far from 1 the ratio may be: farther where the noise alone reaches as far."""
        return CLOSE if self._steadier_than(CLOSE) else LESS_CLOSE

    @property
    def told(self) -> bool:
        """Whether the noise leaves anything to be told."""
        return self._steadier_than(LESS_CLOSE)

    @property
    def word(self) -> str:
        """Whether ours and the peer's agree: close, apart, or too noisy to tell."""
        if not self.told:
            return "cannot tell"
        return "close" if abs(math.log(self.ratio)) <= math.log1p(self.limit) else "apart"

    def _steadier_than(self, share: float) -> bool:
        low, high = self.noise
        return high <= low * (1 + share) ** 2


def answer(text: str) -> float:
    """The median that a peer told in the last line of what it printed, in nanoseconds.

    Raises:
        PeerFailed: there is none.
    """
    line = text.strip().rpartition("\n")[2]
    try:
        value = float(json.loads(line)["median_ns"])
    except (ValueError, TypeError, KeyError):
        raise PeerFailed(f"it told no median but {line[:200]!r}") from None
    if not 0 < value < math.inf:
        raise PeerFailed(f"it told a median of {value}")
    return value


def table(rows: Sequence[Peered]) -> list[str]:
    """Markdown's lines: the medians, their ratio, its noise, whether they agree; then plainly which do not."""
    lines = ["| row | ours | peer | | ratio | noise | rounds | |", "|---|---:|---:|---|---:|---:|---:|---|"]
    for row in rows:
        low, high = row.noise
        times = f"{duration(median(row.ours))} | {duration(median(row.peer))} | {row.tool}"
        verdict = f"{row.word}, {row.limit:.0%}" if row.word != "cannot tell" else row.word
        noise = f"{low:.3f}–{high:.3f} | {len(row.ours)}"
        lines.append(f"| {row.row} | {times} | {row.ratio:.3f} | {noise} | {verdict} |")
    lines += ["", f"close: {sum(row.word == 'close' for row in rows)} of {len(rows)} rows"]
    for word in ("apart", "cannot tell"):
        lines += [f"{word}: {row.row}" for row in rows if row.word == word]
    lines.append(
        "Noise: the 95 % interval of the rounds' ratios. Close: within 5 %, or within 10 % where that"
    )
    return [*lines, "interval is wider than ±5 %; where it is wider than ±10 %, nobody can tell."]
