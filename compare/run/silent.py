"""Progress that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping


class Silent:
    """What is watched is something else."""

    def expect(self, trials: Mapping[str, int], in_turn: bool = True) -> None:
        """Nothing."""

    def start(self, pair: str, lane: str, variant: str) -> None:
        """Nothing."""

    def advance(self) -> None:
        """Nothing."""
