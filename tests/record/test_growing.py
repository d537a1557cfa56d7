"""A run's record while it grows: a folder of its own, kept after each step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compare.errors import HarnessError, UsageError
from compare.record.growing import GrowingRecord
from compare.record.journal import JOURNAL, load_journal
from compare.record.nouns import LaneFacts, PairRecord
from compare.record.saving import RECORD, load, new_folder

PAIR = PairRecord("a-pair", "tasks", {})


def growing(out: Path) -> GrowingRecord:
    """A run that has seen nothing yet."""
    return GrowingRecord(out, 7, {"selected": ["a-pair"]}, ())


def test_each_pair_is_kept_when_it_was_seen(tmp_path: Path) -> None:
    """In the run's journal, with the lanes as they are by then; at the end the whole record takes its place."""
    one = growing(tmp_path / "reports")
    one.begin([LaneFacts("python", "python", "python", "ready")])
    journal = one.folder / JOURNAL
    assert not journal.exists()
    one.add(PAIR, [LaneFacts("python", "python", "python", "ready", start_ns=(1, 2))], 5)
    seen = load_journal(journal)
    assert seen == one.record
    assert (seen.pairs, seen.lanes[0].start_ns, seen.trials_ns, seen.seed) == ((PAIR,), (1, 2), 5, 7)
    assert seen.wall_ns > 0
    one.save()
    assert load(one.folder / RECORD) == seen
    assert not journal.exists()


def test_a_stop_says_whether_anything_was_seen(tmp_path: Path) -> None:
    """And what stopped it stands in the record."""
    one = growing(tmp_path)
    assert not one.stop("SIGINT")
    one.add(PAIR, (), 0)
    assert one.stop("SIGTERM")
    one.save()
    assert load(one.folder / RECORD).interrupted == "SIGTERM"


def test_a_journal_that_cannot_be_written_does_not_end_the_run(tmp_path: Path) -> None:
    """The whole record may still be saved at the end, or it is said there that it cannot (cases 28 and 65)."""
    one = growing(tmp_path)
    (one.folder / JOURNAL).mkdir()
    one.add(PAIR, (), 0)
    one.add(PAIR, (), 0)
    assert len(one.record.pairs) == 2
    shutil.rmtree(one.folder)
    with pytest.raises(HarnessError, match="Free space or choose --out"):
        one.save()


def test_runs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    """Counted from the second on."""
    first = growing(tmp_path).folder
    again = [growing(tmp_path).folder for _ in range(3)]
    assert len({first, *again}) == 4


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    """A file stands in its place, say."""
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="Name another folder"):
            new_folder(out)
