"""The source material is covered, its faults are corrected, and README's table of words is true."""

from __future__ import annotations

from compare.catalogue.coverage import coverage, lines
from compare.setup.home import ROOT
from tests.pairs import CATALOGUE

CONTRACTS = list(CATALOGUE.contracts.values())


def test_every_item_has_a_pair_or_a_reason() -> None:
    """And every fault of the source is corrected by a pair."""
    assert coverage(CONTRACTS, ROOT).open == []


def test_no_contract_names_an_item_that_there_is_not() -> None:
    """A number that is mistyped would cover nothing."""
    items = {one.item for one in coverage(CONTRACTS, ROOT).items}
    named = {text for one in CONTRACTS for text in one.data.get("source", ())}
    assert {text for text in named - items if not text.startswith(("P", "X"))} == set()


def test_table_shows_each_item_once() -> None:
    """In the source's order."""
    shown = list(lines(coverage(CONTRACTS, ROOT)))
    assert [line.split()[0] for line in shown[1:90]] == [str(number) for number in range(1, 90)]


def test_vocabulary_names_pairs_that_there_are() -> None:
    """Each idea of README's table of terms is shown by a pair, in both languages' READMEs."""
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        table = text.partition("| Python | C# |")[2].partition("\n\n")[0]
        pairs = [line.rstrip("| ").rpartition("| ")[2].strip("`") for line in table.splitlines()[2:]]
        assert len(pairs) >= 12 and set(pairs) <= set(CATALOGUE.contracts)
