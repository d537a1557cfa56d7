"""`invoke list`: light, by chapters, at every width."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from compare.report.listing import listing
from tests.report.samples import EVIL


def contract(name: str, chapter: str, title: str = "A title", **data: object) -> SimpleNamespace:
    """What a listing needs of a contract."""
    return SimpleNamespace(id=name, chapter=chapter, title=title, data=data)


CONTRACTS = [
    contract("when-all", "tasks", "Wait for a group of tasks", question="What becomes of the others?"),
    contract("when-any", "tasks", "Take the first"),
    contract("await-dotnet-task", "interop", "Await a .NET task", question="Who\nwaits?"),
]


def test_pairs_stand_under_their_chapters() -> None:
    """With title and question."""
    assert listing(CONTRACTS, 100) == (
        "3 pairs; `invoke show PAIR` tells more of one.\n"
        "\n"
        "tasks\n"
        "  when-all           Wait for a group of tasks\n"
        "                     What becomes of the others?\n"
        "  when-any           Take the first\n"
        "\n"
        "interop\n"
        "  await-dotnet-task  Await a .NET task\n"
        "                     Who waits?"
    )


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Also with titles that attack."""
    text = listing([*CONTRACTS, contract("x" * 60, "tasks", EVIL)], width)
    assert all(len(line) <= width for line in text.splitlines())
    assert text.replace("\n", "").isprintable()


def test_no_pairs_are_no_fault() -> None:
    """Zero is told."""
    assert listing([], 80).startswith("0 pairs")


def test_listing_loads_no_rich() -> None:
    """The standard library is enough, so that `invoke list` is quick."""
    code = "import sys, compare.report.listing; sys.exit('rich' in sys.modules or 'pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
