"""Our medians beside other tools': what is made of the figures. No tool is run here."""

from __future__ import annotations

import random

import pytest

from compare.study.agreement import LEAST_ROUNDS, Peered, PeerFailed, answer, table
from compare.study.peers import TOOLS, _visit


def beside(ours: list[float], peer: float = 100.0, row: str = "sum, python") -> Peered:
    """A row whose peer told the same each time."""
    return Peered(row, TOOLS["python"], ours, [peer] * len(ours))


def rounds(middle: float, swing: float) -> list[float]:
    """Eight medians, evenly on both sides of the middle."""
    return [middle * (1 + swing * step / 4) for step in (-4, -3, -2, -1, 1, 2, 3, 4)]


def test_the_last_line_is_the_answer() -> None:
    """Whatever a peer prints before it."""
    assert (
        answer('WARNING: unstable\nrun: Mean +- std dev: 1 us\n{"median_ns": 1234.5, "values": 15}\n')
        == 1234.5
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Benchmark was removed",
        "[1]",
        "{}",
        '{"median_ns": null}',
        '{"median_ns": 0}',
        '{"median_ns": NaN}',
    ],
)
def test_no_median_is_told(text: str) -> None:
    """A peer that failed gives no figure, least of all zero."""
    with pytest.raises(PeerFailed, match="median"):
        answer(text)


def test_the_ratio_is_that_of_the_medians() -> None:
    """One wild round moves it little."""
    assert beside([102, 103, 104, 103, 103, 900]).ratio == 1.03


@pytest.mark.parametrize(
    ("middle", "swing", "limit", "word"),
    [
        (104, 0.01, 0.05, "close"),
        (106, 0.01, 0.05, "apart"),
        (94, 0.01, 0.05, "apart"),
        (106, 0.10, 0.10, "close"),
        (112, 0.10, 0.10, "apart"),
        (100, 0.30, 0.10, "cannot tell"),
    ],
)
def test_the_limit_follows_the_noise(middle: float, swing: float, limit: float, word: str) -> None:
    """5 % on a quiet machine, 10 % on a noisier one; past that no word is given."""
    row = beside(rounds(middle, swing))
    assert (row.limit, row.word) == (limit, word)


def test_too_few_rounds_tell_nothing() -> None:
    """Without an interval there is no verdict, however alike the figures are."""
    assert beside([100.0] * (LEAST_ROUNDS - 1)).word == "cannot tell"
    assert beside([100.0] * LEAST_ROUNDS).word == "close"


def test_the_table_names_what_is_not_close() -> None:
    """A line a row, with both times; then each row that is apart or cannot be told."""
    rows = [
        beside(rounds(1030, 0.01), 1000, "a, python"),
        beside(rounds(2000, 0.01), 1000, "b, python"),
        beside(rounds(1000, 0.5), 1000, "c, python"),
    ]
    lines = table(rows)
    assert lines[2] == "| a, python | 1.03 µs | 1.00 µs | pyperf | 1.030 | 1.022–1.038 | 8 | close, 5% |"
    assert lines[5:9] == ["", "close: 1 of 3 rows", "apart: b, python", "cannot tell: c, python"]


def test_a_table_of_nothing() -> None:
    """Where no peer is to be had, the table says so."""
    assert "close: 0 of 0 rows" in table([])


def test_a_row_that_fails_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither side keeps a figure of a round that the other has none of."""

    def fails() -> float:
        raise PeerFailed("no median")

    good, bad = Peered("good", "pyperf"), Peered("bad", "pyperf")
    rows = {"good": (good, lambda: 1.0, lambda: 2.0), "bad": (bad, lambda: 1.0, fails)}
    for name in ("good", "bad"):
        _visit(rows, name, random.Random(1))
    assert (good.ours, good.peer, bad.ours, bad.peer) == ([1.0], [2.0], [], [])
    assert list(rows) == ["good"]
    assert capsys.readouterr().out == "bad: not measured: no median\n"
