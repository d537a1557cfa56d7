"""`invoke run`: one variant seen in one lane or several, on one axis, warm unless it shall be cold."""

from __future__ import annotations

import pytest

from compare.cli import main
from compare.errors import Exit
from tests.pairs import CONTRACTS

PAIR = next(contract for contract in CONTRACTS if contract.id == "when-all")


@pytest.mark.parametrize("cold", [False, True])
def test_both_languages_stand_below_each_other(capsys, cold) -> None:
    """Each lane's result and who ran when; the warming up is not told."""
    assert main("run", {"pair": PAIR.id, "lane": "python,dotnet", "cold": cold}) == Exit.OK
    told = capsys.readouterr().out
    assert [told.count(f"lane {lane} ·") for lane in ("python", "dotnet")] == [1, 1]
    assert told.count("Who ran when") == 2
