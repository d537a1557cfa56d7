"""The journal of a run: each step once, whole after a kill at any moment, and read as the record it had come to."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from compare.errors import UsageError
from compare.record.journal import Journal, load_journal
from compare.record.nouns import Base, PairRecord, Record
from tests.record.test_schemas import WHOLE


def _steps(count: int) -> list[Record]:
    """A run of so many pairs, whose lanes start once more with each, then of a base beside it."""
    pairs = [replace(WHOLE.pairs[0], id=f"pair-{number}") for number in range(count)]
    run = replace(WHOLE, pairs=(), base=None, complete=False)
    steps = [replace(run, pairs=tuple(pairs[:number]), wall_ns=number + 1) for number in range(count + 1)]
    base = replace(WHOLE.base or Base("", ""), pairs=(), looks=())
    steps += [replace(steps[-1], base=replace(base, pairs=tuple(pairs[:number]))) for number in range(count)]
    look = (WHOLE.base or base).looks[0]
    for number in range(count):
        last = steps[-1]
        again = replace(last.pairs[number], trials=last.pairs[number].trials * 2)
        beside = replace(last.base or base, looks=(*(last.base or base).looks, look))
        steps.append(
            replace(last, pairs=(*last.pairs[:number], again, *last.pairs[number + 1 :]), base=beside)
        )
    return [*steps, replace(steps[-1], complete=True)]


def _written(path: Path, steps: list[Record]) -> list[int]:
    """How long the journal is after each step."""
    journal, sizes = Journal(path), []
    for step in steps:
        journal.write(step)
        sizes.append(path.stat().st_size)
    return sizes


def test_journal_is_the_record_of_each_step(tmp_path: Path) -> None:
    """Read after every one, with the base and what is seen of a pair once more."""
    steps = _steps(3)
    journal = Journal(tmp_path / "record.jsonl")
    for step in steps:
        journal.write(step)
        assert load_journal(journal.path) == step


def test_kill_within_a_step_loses_that_step_only(tmp_path: Path) -> None:
    """Cut at every byte of the last line, and of the first, which alone is no record."""
    steps = _steps(1)
    path = tmp_path / "record.jsonl"
    sizes = _written(path, steps[:2])
    whole = path.read_bytes()
    for length in range(sizes[0], sizes[1]):
        path.write_bytes(whole[:length])
        assert load_journal(path) == steps[0]
    for length in (0, 1, sizes[0] // 2, sizes[0] - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(UsageError, match="its first line is not whole"):
            load_journal(path)


def test_a_thousand_pairs_are_written_once_each(tmp_path: Path) -> None:
    """The file grows by a pair at a time; red where the record is written whole at each step."""
    pairs = tuple(PairRecord(f"pair-{number}", "tasks", {}) for number in range(1000))
    run = replace(WHOLE, pairs=(), base=None)
    sizes = _written(tmp_path / "record.jsonl", [replace(run, pairs=pairs[:n]) for n in range(1001)])
    grown = [after - before for before, after in pairwise(sizes[1:])]
    assert max(grown) < min(grown) + 10
    assert load_journal(tmp_path / "record.jsonl").pairs == pairs


@pytest.mark.parametrize(
    "line", ["[]", '{"pairs": 3}', '{"pairs": [{}]}', '{"base": 7}', "{", '{"pairs": [3]}']
)
def test_what_is_no_journal_is_refused_in_a_sentence(line: str, tmp_path: Path) -> None:
    """A line in the middle that is not ours."""
    path = tmp_path / "record.jsonl"
    _written(path, _steps(1)[:1])
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n{}\n")
    with pytest.raises(UsageError, match=r"record\.jsonl"):
        load_journal(path)
