"""One record from what many machines gave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compare.cluster.gathered import Gathered
from compare.diff.with_base import compare_sides
from compare.record.growing import GrowingRecord
from compare.record.nouns import Base
from compare.report.console import console
from compare.report.progress import ProgressLine
from tests.cluster.test_dispatch import known
from tests.diff.test_with_base import look, run
from tests.sample import contract


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_row_is_timed_on_each_machine_that_ran_its_pair(tmp_path: Path, everywhere: bool) -> None:
    """The base's pairs stand there once; times stay with the machine that took them."""
    growing = GrowingRecord(tmp_path, 1, {"selected": ["a-pair"]}, ())
    growing.become(replace(growing.record, base=Base("HEAD~1", "0" * 40)))
    gathered = Gathered(growing, {"a-pair": contract()}, ProgressLine(console(stderr=True), plain=True))
    for name, ratio in (("lab-1", 1.0), ("lab-2", 1.5))[: 1 + everywhere]:
        gathered.met(name, known(name=name))
        looks = [look(ratio), look(ratio, kind="again"), look(1.0, kind="null")]
        gathered.seen(name, replace(run(*looks), machine=known(name=name).machine))
    gathered.close(["a-pair"])
    against = compare_sides(growing.record)
    assert against is not None and (against.base.revision, len(against.base.pairs)) == ("HEAD~1", 1)
    told = [(row.machine, row.word) for row in against.rows]
    assert told == ([("lab-1", "same"), ("lab-2", "slower")] if everywhere else [("", "same")])


def test_a_pair_that_no_worker_ran_is_not_called_new(tmp_path: Path) -> None:
    """Nobody has asked the base for it; the pairs of both sides stand in the order of the run."""
    growing = GrowingRecord(tmp_path, 1, {"selected": ["first", "a-pair"]}, ())
    growing.become(replace(growing.record, base=Base("HEAD~1", "0" * 40)))
    contracts = {name: contract(id=name) for name in ("first", "a-pair", "other")}
    gathered = Gathered(growing, contracts, ProgressLine(console(stderr=True), plain=True))
    gathered.met("lab-1", known())
    gathered.missing("first", "2 workers did not bring it to its end")
    seen = run(look(1.0))
    for name in ("other", "a-pair"):
        pairs, looks = (
            tuple(replace(one, **{key: name}) for one in some)
            for key, some in (("id", seen.pairs), ("pair", seen.base.looks))
        )
        base = replace(seen.base, pairs=tuple(replace(one, id=name) for one in seen.base.pairs), looks=looks)
        gathered.seen("lab-1", replace(seen, machine=known().machine, pairs=pairs, base=base))
    gathered.close(["first", "a-pair", "other"])
    against = compare_sides(growing.record)
    assert against is not None and against.standings == ()
    assert [pair.id for pair in against.base.pairs] == ["a-pair", "other"]
    assert [(row.pair, row.word) for row in against.rows] == [("a-pair", "same"), ("other", "same")]
