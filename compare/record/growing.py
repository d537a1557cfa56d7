"""A run's record while it grows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compare import __version__
from compare.errors import HarnessError
from compare.record.journal import JOURNAL, Journal
from compare.record.nouns import Head, LaneFacts, PairRecord, Record, Since
from compare.record.saving import RECORD, new_folder, save
from compare.setup.machine import describe


class GrowingRecord:
    """What a run has seen so far, kept on disk after each step, so that a later failure loses nothing.

    Args:
        out: where the run's own folder is made.
        seed: of all orders.
        options: as they stand in the record.
        pairs: those that cannot be run at all.
        heads: what each root stands at.
        since: what is left out because it cannot differ.

    Raises:
        UsageError: the folder cannot be written.
    """

    def __init__(
        self,
        out: Path,
        seed: int,
        options: Mapping[str, Any],
        pairs: Iterable[PairRecord],
        heads: Iterable[Head] = (),
        since: Since | None = None,
    ) -> None:
        now = datetime.now(UTC)
        self.folder = new_folder(out, now)
        self.record = Record(
            started=now.isoformat(timespec="seconds"),
            seed=seed,
            options=dict(options),
            machine=describe(),
            pairs=tuple(pairs),
            tool=__version__,
            heads=tuple(heads),
            complete=False,
            since=since,
        )
        self._began = time.monotonic_ns()
        self._journal: Journal | None = Journal(self.folder / JOURNAL)

    def begin(self, lanes: Iterable[LaneFacts], weaker: Iterable[str] = ()) -> None:
        """The lanes were found, and what this system cannot do; nothing is worth keeping yet."""
        machine = self.record.machine | ({"weaker": told} if (told := list(weaker)) else {})
        self.record = replace(self.record, lanes=tuple(lanes), machine=machine)

    def add(self, pair: PairRecord, lanes: Iterable[LaneFacts], trials_ns: int) -> None:
        """One more pair; the lanes have started again meanwhile, it may be."""
        pairs = (*self.record.pairs, pair)
        self.become(replace(self.record, pairs=pairs, lanes=tuple(lanes), trials_ns=trials_ns))

    def become(self, record: Record) -> None:
        """The record is now this one; a disk that is full does not end the run, it is told at its end."""
        self.record = replace(record, wall_ns=time.monotonic_ns() - self._began)
        if self._journal:
            try:
                self._journal.write(self.record)
            except HarnessError:
                self._journal = None

    def stop(self, signal: str) -> bool:
        """The run was stopped; says whether anything had been seen that is worth keeping."""
        self.record = replace(self.record, interrupted=signal)
        return bool(self.record.pairs)

    def save(self) -> None:
        """The run is over: its record whole, in place of its journal.

        Raises:
            HarnessError: the folder cannot be written or the disk is full.
        """
        save(self.record, self.folder / RECORD)
        (self.folder / JOURNAL).unlink(missing_ok=True)
