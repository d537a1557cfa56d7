"""How base and head compare, as words and cells that terminal and Markdown share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compare.diff.rule import LAUNCH_LEVEL, MARGIN, within
from compare.diff.with_base import Against, RowChange
from compare.report import units

ORDER = ("slower", "missing", "inconclusive", "changed", "new", "faster", "same")
GOOD = frozenset({"same", "faster", "new"})
HEADS = ("row", "base", "head", "change", "bounds", "detectable", "verdict")
LEGEND = (
    "change = head's time against base's, pseudo-median of interleaved pairs of visits; "
    f"bounds = each holds in {100 * LAUNCH_LEVEL:.0f} % of rows or more; "
    "detectable = a slowdown that is told of in 80 % of such rows or more; within ±10 % = no more is known"
)


def title(against: Against) -> str:
    """Against what."""
    commit = f" ({against.base.commit[:12]})" if against.base.commit else ""
    return f"Against {against.base.revision}{commit}"


def rows(against: Against) -> list[RowChange]:
    """The rows with the reds first."""
    return sorted(against.rows, key=_place)


def cells(row: RowChange) -> tuple[str, ...]:
    """A row's cells, as HEADS has them."""
    name = f"{row.pair} {row.variant} {row.lane}{f' on {row.machine}' if row.machine else ''}"
    one = row.change
    if one is None:
        return (name, "", "", "", "", "", row.word)
    bounds = f"{_percent(one.low)} to {_percent(one.high)}" if one.low and one.high else ""
    detectable = f"{one.detectable:.0%}" if one.detectable is not None else ""
    times = (units.duration(row.base_ns or 0), units.duration(row.head_ns or 0))
    return (name, *times, _percent(one.ratio), bounds, detectable, verdict(row))


def verdict(row: RowChange) -> str:
    """A row's word as it is told: the same is no more than that both bounds lie within a limit."""
    return f"within ±{100 * within(row.margin):.0f} %" if row.word == "same" else row.word


def notes(against: Against) -> Iterator[str]:
    """What stands below the table: reasons, standings, null rows."""
    for row in rows(against):
        if row.reason:
            yield f"{_where(row)} {verdict(row)}: {row.reason}"
    for name, standing in against.standings:
        yield f"{name}, {standing.status}: {standing.why}"
    for row in against.nulls:
        if row.word in ("slower", "faster"):
            yield f"null row {_where(row)}: the base was called {row.word} than itself"
        elif not row.measured:
            yield f"null row {_where(row)} was not measured: {row.reason}"
        elif row.reason:
            yield f"null row {_where(row)}: {row.reason}"
    for row in against.rows:
        if row.margin > MARGIN:
            yield f"{_where(row)}: its contract accepts {row.margin:.0%}"


def sentence(against: Against) -> str:
    """The sum of it: 1 slower, 14 within ±10 %; null rows quiet."""
    counted = Counter(verdict(row) for row in sorted(against.rows, key=_place))
    told = [f"{number} {word}" for word, number in counted.items()]
    text = ", ".join(told) or "no row could be compared"
    if not against.base.timed:
        return f"{text}; quick: no verdict on time counts"
    if against.contaminated:
        whole = all(row.contaminated for row in against.rows if row.measured)
        return (
            f"{text}; contaminated: a null row was called different, so no verdict on time counts"
            if whole
            else f"{text}; contaminated in part: a null row was called different, so no time of its machine counts"
        )
    quiet = sum(row.measured for row in against.nulls)
    lost = len(against.nulls) - quiet
    text += f"; {quiet} null {'row' if quiet == 1 else 'rows'} quiet" if quiet else ""
    return text + (
        f"; {lost} not measured" if quiet and lost else "; no null row was measured" if lost else ""
    )


def _where(row: RowChange) -> str:
    on = f", on {row.machine}" if row.machine else ""
    return f"{row.pair} ({row.variant}, {row.lane}{on})"


def _place(row: RowChange) -> int:
    return ORDER.index(row.word)


def _percent(ratio: float | None) -> str:
    return f"{(ratio - 1) * 100:+.1f} %" if ratio else ""
