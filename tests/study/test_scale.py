"""A simulated cluster: workers die, straggle, are cut off or stand at another commit, and no pair is lost or twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.record.journal import load_journal
from compare.study.scale import simulate


@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_is_lost_and_none_is_twice(seed: int, tmp_path: Path) -> None:
    """A pair is missing exactly where two workers died under it; what was cut off and answers late is not heard."""
    result = simulate(40, 250, seed, tmp_path, deadly=0.3)
    record, seen = result.growing.record, result.seen
    assert result.wrong == []
    assert [pair.id for pair in record.pairs] == [f"wait-{number}" for number in range(250)]
    assert result.missing and len(seen.died) > len(result.missing) and seen.strangers
    assert sum(seen.given.values()) == 250 + len(seen.died)
    told = record.machine["events"]
    assert sum("was refused" in one for one in told) <= len(seen.strangers)
    assert sum("was run again" in one for one in told) == len(seen.died)
    kept = load_journal(result.growing.folder / "record.jsonl")
    assert sorted(pair.id for pair in kept.pairs) == sorted(pair.id for pair in record.pairs)


def test_a_dispatcher_that_forgets_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulation can fail: here a lost worker's pair is dropped."""
    monkeypatch.setattr("compare.cluster.dispatch.Dispatch._fail", lambda *_: None)
    assert simulate(40, 250, 1, tmp_path, deadly=0.3).wrong
