"""The baseline: what it holds, what it is held against, and what no file makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compare.diff import baseline
from compare.diff.whole import whole_of
from compare.errors import Exit, UsageError
from compare.judge import judge
from compare.record.nouns import Record
from tests.judge.builders import BOTH, contract, failed, record, timed, trial

N = {"n": {"mode": "equal"}}
DIVERGING = {"n": {"mode": "equal", "expect": {"*": {"python": 1, "dotnet": 2, "because": "so it is"}}}}
GOOD = [trial("python", {"n": 1}), trial("dotnet", {"n": 1})]


def stand(the_record: Record) -> dict[str, Any]:
    """What of it does not depend on the machine."""
    return baseline.stand_of(judge(the_record))


def told(old: Record, new: Record, **options: Any) -> list[tuple[str, str]]:
    """Kinds and places of what differs."""
    return [(one.kind, one.where) for one in baseline.differences(stand(old), stand(new), **options)]


def test_times_and_machines_are_not_in_it() -> None:
    """Two machines, other times: the same baseline."""
    one = record([*GOOD, *timed("python", [1, 2, 3], {"n": 1})], contract(N))
    other = replace(
        record([*GOOD, *timed("python", [7, 8, 9], {"n": 1})], contract(N)), machine={"name": "b"}
    )
    assert stand(one) == stand(other)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Sorted, a value a line, so that `git diff` reads well."""
    whole = stand(record(GOOD, contract(N)))
    baseline.write(whole, tmp_path / "b.json")
    assert baseline.read(tmp_path / "b.json") == whole
    assert '"n": "1"' in (tmp_path / "b.json").read_text()
    assert len((tmp_path / "b.json").read_text().splitlines()) > 10


def test_long_values_are_kept_as_digests() -> None:
    """The file stays small."""
    long = [trial(lane, {"n": list(range(1000))}) for lane in ("python", "dotnet")]
    rows = stand(record(long, contract(N)))["pairs"]["a-pair"]["rows"]
    assert all(row["n"].startswith("sha256:") for row in rows.values())


def test_a_long_check_that_changed_is_told_without_digests() -> None:
    """They say nothing to a reader; a short one is told as it was and is."""

    def changed(says: str) -> str:
        one, other = (
            [{"id": "a", "says": says, "check": "peak", "span": "work", "at_most": number}]
            for number in (1, 2)
        )
        old, new = (stand(record(GOOD, contract(N, behaviour=some))) for some in (one, other))
        return next(one.message for one in baseline.differences(old, new) if one.kind == "check")

    assert changed("x" * 100) == "it is not as it was"
    assert '"at_most":1' in changed("x") and '"at_most":2' in changed("x")


CHANGES = {
    "output": (
        record([trial("python", {"n": 2}), trial("dotnet", {"n": 2})], contract(N)),
        "default / plain / python",
    ),
    "missing": (record(GOOD[:1], contract(N), lanes=BOTH[:1]), "default / plain / dotnet"),
    "parameters": (
        record(GOOD, contract(N), cases=({"id": "default", "parameters": {"k": 1}, "altered": False},)),
        "default",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_each_gate_fires(kind: str) -> None:
    """A changed output, a lane that vanished, other parameters: told, and exit 3."""
    new, where = CHANGES[kind]
    old = record(GOOD, contract(N))
    assert (kind, where) in told(old, new)
    assert whole_of(new, stand(old), "b.json").exit_code() == Exit.DIFFERS
    assert whole_of(old, stand(old), "b.json").exit_code() == Exit.OK


def test_a_divergence_that_has_gone_is_told() -> None:
    """Also where the new contract is content."""
    two = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
    kinds = {kind for kind, _ in told(record(two, contract(DIVERGING)), record(GOOD, contract(N)))}
    assert {"divergence", "output"} <= kinds


def test_a_lost_pair_and_a_new_one_are_told() -> None:
    """Both gate: the baseline is to be renewed by hand."""
    one, other = record(GOOD, contract(N, id="one")), record(GOOD, contract(N, id="other"))
    assert told(one, other) == [("missing", ""), ("added", "")]


def test_what_was_not_asked_for_is_not_missing() -> None:
    """`--only` and `--lanes` choose; a baseline holds everything."""
    old, new = record(GOOD, contract(N)), record(GOOD[:1], contract(N), lanes=BOTH[:1])
    assert told(old, new, chosen=lambda pair, chapter, case, lane: lane in ("", "python")) == []
    nothing = replace(old, pairs=())
    assert told(old, nothing, chosen=lambda pair, chapter, case, lane: False) == []


def test_a_failed_trial_is_a_missing_row() -> None:
    """It gave no outputs; the finding says why."""
    new = record([GOOD[0], failed("dotnet", "crashed")], contract(N))
    assert ("missing", "default / plain / dotnet") in told(record(GOOD, contract(N)), new)


TEXT = json.dumps(stand(record(GOOD, contract(N))), indent=1)
BROKEN = {
    "empty": "",
    "no JSON": "{",
    "no baseline": "[]",
    "a newer version": TEXT.replace('"schema": 2', '"schema": 9'),
    "doubled keys": TEXT.replace('"chapter"', '"behaviour": "x", "chapter"'),
    "NaN": TEXT.replace('"k"', "NaN").replace('"agrees"', "NaN"),
    "another shape": TEXT.replace('"rows"', '"lines"'),
    "a path for a name": TEXT.replace('"a-pair"', '"../../etc"'),
    "too deep": "[" * 200_000,
    "a huge integer": '{"schema": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_one_sentence(kind: str, tmp_path: Path) -> None:
    """No traceback, whatever is in it."""
    (tmp_path / "b.json").write_text(BROKEN[kind])
    with pytest.raises(UsageError) as raised:
        baseline.read(tmp_path / "b.json")
    assert "\n" not in str(raised.value) and "b.json" in str(raised.value)


def test_every_truncation_is_refused() -> None:
    """At each byte."""
    for length in range(len(TEXT) - 1):
        with pytest.raises(UsageError):
            baseline.parse(TEXT[:length], "b.json")


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    """Outside of CI."""
    with pytest.raises(UsageError, match="invoke baseline"):
        baseline.read(tmp_path / "none.json")


def test_partial_record_updates_its_rows_and_no_others() -> None:
    """By pairs, by cases and lanes; a whole record says what there is at all (81)."""
    whole = record(GOOD, contract(N))
    old = stand(whole)
    old["pairs"]["another"] = old["pairs"]["a-pair"]
    python = stand(record([trial("python", {"n": 2})], contract(N)))
    row, kept = "default / plain / python", "default / plain / dotnet"
    by_lane = baseline.updated(old, python, {"lanes": "python", "only": ["a-pair"]})
    assert by_lane["pairs"]["a-pair"]["rows"] == {row: {"n": "2"}, kept: {"n": "1"}}
    assert by_lane["pairs"]["a-pair"]["outputs"] == old["pairs"]["a-pair"]["outputs"]
    assert by_lane["pairs"]["another"] == old["pairs"]["another"]
    by_pair = baseline.updated(old, python, {"only": ["a-pair"]})
    assert by_pair["pairs"] == {"a-pair": python["pairs"]["a-pair"], "another": old["pairs"]["another"]}
    assert baseline.updated(old, python, {"only": [], "lanes": ""})["pairs"] == python["pairs"]


def test_a_divergence_is_judged_only_where_all_lanes_were_asked_for() -> None:
    """One lane alone shows none: red where it is "now in no lane" (81)."""
    both = record([trial("python", {"n": 1}), trial("dotnet", {"n": 2})], contract(DIVERGING))
    alone = record([trial("python", {"n": 1})], contract(DIVERGING))
    assert told(both, alone, chosen=lambda _pair, _chapter, _case, lane: lane in ("", "python")) == []
    assert ("divergence", "n / plain") in told(both, alone)
