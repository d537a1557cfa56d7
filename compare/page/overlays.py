"""What is drawn over a lane's rows and below them: who waits for whom, and a value's steps. Pure.

A path stands at two places: where the order of events puts it (class `oo`) and where the clock does (`cc`); the page
shows one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import escape

from compare.page.levels import Level
from compare.page.tracks import Stretch, Track
from compare.page.words import PageLanguage

LEVEL = 46  # how high the steps are, with the room around them
ROOM = 12
FOR = " for "  # in a waiting span's item: who waits for whom

At = Callable[[int, int], float]  # an event's place and its time → x


def circles(track: Track, row: Callable[[Stretch], float], order: At, clock: At) -> Iterator[str]:
    """Arrows between spans that wait for one another, from who waits to whom it waits for.

    Args:
        track: the lane's.
        row: the height of a span's row.
        order: x in the order of events.
        clock: x on the clock.
    """
    waiting = {_who(one)[0]: one for one in track.stretches if one.waits and _who(one)[1]}
    for number, one in enumerate(waiting.values()):
        other = waiting.get(_who(one)[1])
        if other is None or other is one:
            continue
        share = (number + 1) / (len(waiting) + 1)
        first, last = _meet(track, one, other)
        for name, at in (("oo", order), ("cc", clock)):
            x = at(*first) + share * (at(*last) - at(*first))
            yield f'<g class="{name} arrow">{_arrow(x, row(one), row(other))}</g>'


def steps(
    level: Level,
    left: float,
    right: float,
    top: float,
    limit: int | None,
    words: PageLanguage,
    order: At,
    clock: At,
) -> str:
    """A value's steps, with its limit where there is one.

    Args:
        level: the value.
        left: where the axis starts.
        right: where it ends.
        top: above the steps.
        limit: a line at this value.
        words: the page's language.
        order: x in the order of events.
        clock: x on the clock.
    """
    most = max([1, limit or 0, *(value for _, _, value in level.steps)])
    low, room = top + LEVEL - ROOM, LEVEL - 2 * ROOM
    highest = words(f"at most {_most(level)}")
    parts = [
        f'<text class="rl" x="{left - 8:.0f}" y="{low:.0f}">{escape(words(level.name))}</text>',
        f'<text class="lv" x="{right:.0f}" y="{low - room - 3:.0f}" text-anchor="end">{highest}</text>',
    ]
    for name, at in (("oo", order), ("cc", clock)):
        path = f"M{left:.0f} {low:.0f}"
        for place, ns, value in level.steps:
            path += f"H{at(place, ns):.0f}V{low - value / most * room:.0f}"
        parts.append(f'<path class="{name} level" d="{path}H{right:.0f}"/>')
    if limit is not None:
        y = low - limit / most * room
        parts.append(f'<path class="limit" d="M{left:.0f} {y:.0f}H{right:.0f}"/>')
        room_for = words(f"room for {limit}; one more may be on its way")
        parts.append(f'<text class="lv" x="{left + 4:.0f}" y="{y - 3:.0f}">{room_for}</text>')
    return "".join(parts)


def _most(level: Level) -> int:
    return max((value for _, _, value in level.steps), default=0)


def _who(one: Stretch) -> tuple[str, str]:
    who, _, whom = str(one.item).partition(FOR)
    return who, whom


def _meet(track: Track, one: Stretch, other: Stretch) -> tuple[tuple[int, int], tuple[int, int]]:
    """From when to when both wait: each as an event's place and a time."""
    whole = (track.events - 1, track.length)
    ends = [
        whole if each.last is None or each.end is None else (each.last, each.end) for each in (one, other)
    ]
    return max((one.first, one.begin), (other.first, other.begin)), min(ends)


def _arrow(x: float, start: float, end: float) -> str:
    """A line from row to row, with its head."""
    back = -5 if end > start else 5
    head = f"M{x - 4:.0f} {end + back:.0f}L{x:.0f} {end:.0f}L{x + 4:.0f} {end + back:.0f}"
    return f'<path d="M{x:.0f} {start:.0f}V{end:.0f}{head}"/>'
