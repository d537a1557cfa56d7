"""A study goes on with its file, and only under the rule that it was begun with. No row is measured here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compare.errors import UsageError
from compare.record.nouns import Look
from compare.study import noise
from compare.study.fingerprint import PARTS, rule_name
from compare.study.tally import SLOWDOWNS, Entry
from tests.pairs import CATALOGUE


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    """The rounds that were measured, an entry each."""
    rounds = []

    def measure(number: int, slow: float, _seed: int, _lanes: str) -> list[Entry]:
        rounds.append((number, slow))
        pairs = tuple((1000.0, 1000.0 + place, place % 4, place // 4, False) for place in range(15))
        return [Entry(number, "steady", slow, Look("p", "v", "python", "default", "main", 0.02, pairs))]

    monkeypatch.setattr(noise, "_round", measure)
    return rounds


def test_it_goes_on_with_the_rounds_that_are_not_there(measured: list, tmp_path: Path) -> None:
    """Also within a pass: red where a pass that was begun counts as done."""
    out = tmp_path / "study.jsonl"
    noise.study(2, 60, 1, "", out)
    whole = [(0, 0.0), *((0, slow) for slow in SLOWDOWNS), (1, 0.0)]
    assert measured == whole
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(lines[:3]))  # the head, and two rounds
    noise.study(3, 60, 1, "", out)
    assert measured[len(whole) :] == [*whole[2:], (2, 0.0)]
    assert len(out.read_text().splitlines()) == 1 + len(whole) + 1


def test_another_rule_ends_it(measured: list, tmp_path: Path) -> None:
    """What was measured under one rule says nothing of another; red where the file does not name its rule."""
    out = tmp_path / "study.jsonl"
    noise.study(1, 60, 1, "", out)
    assert json.loads(out.read_text().splitlines()[0])["rule"] == rule_name()
    out.write_text(out.read_text().replace(rule_name(), "0" * 12))
    before = out.read_text(), list(measured)
    with pytest.raises(UsageError, match=f"made with the rule 0{{12}}, which is {rule_name()} by now"):
        noise.study(2, 60, 1, "", out)
    assert (out.read_text(), measured) == before


def test_a_file_of_something_else_is_refused(measured: list, tmp_path: Path) -> None:
    """It is not written over."""
    out = tmp_path / "notes.txt"
    out.write_text("my notes\n")
    with pytest.raises(UsageError, match="holds no study to go on with"):
        noise.study(1, 60, 1, "", out)
    assert (out.read_text(), measured) == ("my notes\n", [])


@pytest.mark.parametrize(
    ("change", "same"),
    [("ALPHA = 0.0025", False), ("# a word\nALPHA = 0.01  # another", True), ('"""Words."""\nALPHA = 0.01', True)],
)  # fmt: skip
def test_words_do_not_change_a_rule(change: str, same: bool, tmp_path: Path) -> None:
    """Its code does."""
    text = tmp_path / "rule.py"
    text.write_text("ALPHA = 0.01\n")
    before = rule_name([text])
    text.write_text(f"{change}\n")
    assert (rule_name([text]) == before) is same
    assert "diff/rule.py" in PARTS


def test_every_row_that_it_names_is_there_and_timed() -> None:
    """Red where a variant has gone or is not timed any more: the study would be of fewer rows than it says."""
    timed = {
        (one.id, variant.name)
        for one in CATALOGUE.contracts.values()
        for variant in one.variants
        if variant.timed
    }
    named = {(pair, variant) for pair, variants in noise.STEADY.items() for variant in variants}
    assert named <= timed
    assert {row[:2] for row in noise.CONTENDED} <= named
