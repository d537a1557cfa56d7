"""How base and head compare, as words and cells that terminal and Markdown share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compare.diff.against import Against, RowChange
from compare.report import units

ORDER = ("slower", "missing", "inconclusive", "not timed", "changed", "new", "faster", "same")
GOOD = frozenset({"same", "faster", "new"})
HEADS = ("row", "base", "head", "change", "bounds", "detectable", "verdict")
LEGEND = (
    "change = head's time against base's, pseudo-median of interleaved pairs of visits; bounds = each at 99.75 %; "
    "detectable = the smallest slowdown that these pairs would have shown"
)


def title(against: Against) -> str:
    """Against what."""
    commit = f" ({against.base.commit[:12]})" if against.base.commit else ""
    return f"Against {against.base.revision}{commit}"


def rows(against: Against) -> list[RowChange]:
    """The rows with the reds first."""
    return sorted(against.rows, key=lambda row: ORDER.index(row.word))


def cells(row: RowChange) -> tuple[str, ...]:
    """A row's cells, as HEADS has them."""
    name = f"{row.pair} {row.variant} {row.lane}"
    one = row.first
    if one is None:
        return (name, "", "", "", "", "", row.word)
    bounds = f"{_percent(one.low)} to {_percent(one.high)}" if one.low and one.high else ""
    detectable = f"{one.detectable:.0%}" if one.detectable is not None else ""
    times = (units.duration(row.base_ns or 0), units.duration(row.head_ns or 0))
    return (name, *times, _percent(one.ratio), bounds, detectable, row.word)


def notes(against: Against) -> Iterator[str]:
    """What stands below the table: reasons, standings, null rows."""
    for row in rows(against):
        if row.reason:
            yield f"{row.pair} ({row.variant}, {row.lane}) {row.word}: {row.reason}"
    for name, standing in against.standings:
        yield f"{name} is {standing.status}: {standing.why}"
    for row in against.nulls:
        if row.word in ("slower", "faster"):
            yield f"null row {row.pair} ({row.variant}, {row.lane}): the base was called {row.word} than itself"
        elif row.reason:
            yield f"null row {row.pair} ({row.variant}, {row.lane}): {row.reason}"
    for row in against.rows:
        if row.margin > 0.02:
            yield f"{row.pair} ({row.variant}, {row.lane}): its contract accepts {row.margin:.0%}"


def sentence(against: Against) -> str:
    """The sum of it: 1 row slower, 14 the same; null rows quiet."""
    counted = Counter(row.word for row in against.rows)
    told = [f"{counted[word]} {'the same' if word == 'same' else word}" for word in ORDER if counted[word]]
    text = ", ".join(told) or "no row could be compared"
    if not against.base.timed:
        return f"{text}; quick: no verdict on time counts"
    if against.contaminated:
        return f"{text}; contaminated: a null row was called different, so no verdict on time counts"
    quiet = len(against.nulls)
    return text + (f"; {quiet} null {'row' if quiet == 1 else 'rows'} quiet" if quiet else "")


def _percent(ratio: float | None) -> str:
    return f"{(ratio - 1) * 100:+.1f} %" if ratio else ""
