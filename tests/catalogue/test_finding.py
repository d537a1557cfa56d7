"""Finding pairs by the words that people use."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from compare.catalogue.finding import search


def pair(folder: Path, name: str, text: str = "", **data: object) -> SimpleNamespace:
    """What a search needs of a contract."""
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    told = {"title": "A title", "terms": (), "asked": (), "variants": (), "api": (), "api_unlike": ()} | data
    return SimpleNamespace(id=name, python_path=file, dotnet_path=file, data=data, **told)


@pytest.fixture
def pairs(tmp_path: Path) -> list[SimpleNamespace]:
    """Three pairs that speak of different things."""
    return [
        pair(tmp_path, "counter-race", asked=("is x += 1 safe",), terms=("GIL", "race condition")),
        pair(
            tmp_path, "timeout-cancel", "var source = new CancellationTokenSource();", title="A limit of time"
        ),
        pair(tmp_path, "when-all", "await asyncio.gather(*waits)", question="What becomes of the others?"),
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("gil", "counter-race"),
        ("is x += 1 safe", "counter-race"),
        ("race", "counter-race"),
        ("CancellationToken", "timeout-cancel"),
        ("asyncio.gather", "when-all"),
        ("the others", "when-all"),
    ],
)
def test_the_pair_that_speaks_of_it_comes_first(pairs: list, words: str, first: str) -> None:
    """By terms, by learners' questions, and by the names of calls."""
    assert search(words, pairs)[0].contract.id == first


def test_words_that_stand_nowhere(pairs: list) -> None:
    """Nothing is found, and nothing is guessed."""
    assert search("zeppelin", pairs) == []
    assert search("", pairs) == []
