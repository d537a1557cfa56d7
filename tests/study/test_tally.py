"""What is made of a study's samples; no clock."""

from __future__ import annotations

import random

import pytest

from compare.record.nouns import Look
from compare.study.tally import Entry, summary, upper_bound


def look(ratio: float, kind: str, source: random.Random) -> Look:
    """Sixty pairs, head so many times as slow, with little noise."""
    samples = tuple((1000.0, 1000.0 * ratio * source.gauss(1, 0.01), 0, 0, False) for _ in range(60))
    return Look("p", "v", "python", "default", kind, 0.02, samples)


def entries(slow: float, rows: int, first: float, again: float | None) -> list[Entry]:
    """Rows alike."""
    source = random.Random(1)
    second = look(again, "again", source) if again else None
    return [Entry(0, "steady", slow, look(first, "main", source), second) for _ in range(rows)]


def test_a_row_is_told_only_where_it_was_slower_twice() -> None:
    """One look is none; what did not recur is none."""
    assert [one.word for one in entries(0.1, 1, 1.1, 1.1)] == ["slower"]
    assert [one.word for one in entries(0.1, 1, 1.1, 1.0)] == ["inconclusive"]
    assert [one.word for one in entries(0.1, 1, 1.1, None)] == ["inconclusive"]


def test_false_alarms_and_flagged_reports_are_counted() -> None:
    """Two in sixty rows, both in one report of twenty."""
    found = "\n".join(summary([*entries(0, 58, 1.0, None), *entries(0, 2, 1.1, 1.1)]))
    assert "2 false alarms in 60 rows (95 % bound 10." in found
    assert "reports of 20 rows: 1 of 3 with a false alarm" in found
    assert "called different at the first look: 2 of 60 rows" in found


def test_power_is_told_beside_its_goal() -> None:
    """Slowdowns count where both looks saw them."""
    found = "\n".join(summary([*entries(0.1, 3, 1.1, 1.1), *entries(0.1, 1, 1.1, 1.0)]))
    assert "steady rows, +10%: 3 of 4 told, 75% (goal 95%); 4 at the first look" in found


@pytest.mark.parametrize(
    ("seen", "of", "bound"), [(0, 1650, 0.0018), (0, 100, 0.0295), (1, 100, 0.0466), (3, 3, 1.0)]
)
def test_the_bound_is_that_of_clopper_and_pearson(seen: int, of: int, bound: float) -> None:
    """Against scipy.stats.beta.ppf(0.95, seen + 1, of - seen)."""
    assert upper_bound(seen, of) == pytest.approx(bound, rel=0.02)
