"""Who ran when: the lanes of one case of one variant, stacked on one axis, as SVG. Pure.

Each thing stands at two places: in the order of events, which is what is proved, and on the clock. The first is
drawn; the second is in `data-c`, and the page's script puts one in the other's stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from compare.page.overlays import LEVEL, circles, steps
from compare.page.tracks import STEP, Mark, Stretch, Track
from compare.page.words import ENGLISH, PageLanguage
from compare.report.units import milliseconds
from compare.text import cut, visible

MOST_ROWS = 24  # with more, what is alike shares a row; at last a row a worker
MOST_DRAWN = 150  # things of a lane; the table has the others
MOST_ACROSS = 4  # lines that cross a lane
LONGEST_LABEL = 26
WIDTH, LEFT, RIGHT = 920, 190, 12
ROW, BAR, HEAD, LOW_HEAD, GAP = 20, 13, 34, 20, 10
COLOURS = 8
TICKS = 4
LETTER = 5.6  # how wide a letter of 10 px is, about


@dataclass(frozen=True)
class _Rows:
    """Which row each thing of each lane is on; the same for all lanes."""

    names: tuple[str, ...]
    level: int
    head: int = HEAD  # room above them, for a lane's name and for what crosses it

    def of(self, label: str) -> int:
        return self.names.index(label)


def draw(tracks: Sequence[Track], limit: int | None = None, words: PageLanguage = ENGLISH) -> Markup | None:
    """Draw some lanes' tracks; None where none of them has an event.

    Args:
        tracks: of one variant and one case, in the order of lanes.
        limit: how high a level may be, for a line there.
        words: the page's language.
    """
    tracks = [one for one in tracks if one.events]
    if not tracks:
        return None
    rows = _rows(tracks)
    if rows.level == 2 or not any(map(crossing, tracks)):
        rows = replace(rows, head=LOW_HEAD)
    scale = _Scale(max(one.events for one in tracks), max(one.length for one in tracks))
    parts, top = [], 4
    for track in tracks:
        lane = _Lane(track, rows, scale, top, limit, words)
        parts.append(lane.svg())
        top = lane.bottom + GAP
    parts.append(scale.axis(top))
    told = [
        f"{one.lane} {words(f'{one.events} events in {milliseconds(one.length, 0)} ms')}" for one in tracks
    ]
    label = _escaped(f"{words('Who ran when')}: {'; '.join(told)}")
    head = f'<svg class="who" viewBox="0 0 {WIDTH} {top + 18}" role="img" aria-label="{label}">'
    return Markup(f"{head}{''.join(parts)}</svg>")


class _Scale:
    """Where on the axis something stands, in the order of events and on the clock."""

    def __init__(self, events: int, length: int) -> None:
        self.step = (WIDTH - LEFT - RIGHT) / events
        self.length = max(1, length)

    def order(self, place: float) -> float:
        return LEFT + (place + 0.5) * self.step

    def clock(self, ns: float) -> float:
        return LEFT + ns / self.length * (WIDTH - LEFT - RIGHT)

    def axis(self, top: int) -> str:
        """Ticks of the clock; the script shows them with it."""
        ticks = []
        for number in range(TICKS + 1):
            ns = self.length * number / TICKS
            side = "start" if number == 0 else "end" if number == TICKS else "middle"
            at = f'x="{self.clock(ns):.0f}" y="{top + 10}" text-anchor="{side}"'
            ticks.append(f"<text {at}>{milliseconds(ns, self.length)} ms</text>")
        return f'<g class="axis">{"".join(ticks)}</g>'


class _Lane:
    """One lane's part of the picture."""

    def __init__(
        self, track: Track, rows: _Rows, scale: _Scale, top: int, limit: int | None, words: PageLanguage
    ) -> None:
        self.words = words
        self.track, self.rows, self.scale, self.top, self.limit = track, rows, scale, top, limit
        self.across = crossing(track) if rows.level < 2 else []
        self.low = top + rows.head + len(rows.names) * ROW  # below its rows
        self.room = self._rooms()
        self.bottom = self.low + (LEVEL if track.level else 0)

    def svg(self) -> str:
        """The lane's name, its rows, bars, marks, and the lines that cross it."""
        things: list[Stretch | Mark] = [*self.track.stretches, *self.track.marks]
        things.sort(key=lambda one: one.first if isinstance(one, Stretch) else one.place)
        drawn = things[:MOST_DRAWN]
        note = self.words(f": the first {MOST_DRAWN} of {len(things)} bars and marks") * (
            len(things) > len(drawn)
        )
        crossing = [one for one in drawn if isinstance(one, Mark) and one in self.across]
        parts = [*self._frame(note), *(self._line(one, number) for number, one in enumerate(crossing))]
        parts += [self._bar(one) for one in drawn if isinstance(one, Stretch)]
        parts += [self._dot(one) for one in drawn if isinstance(one, Mark) and one not in self.across]
        parts += self._overlays()
        return f'<g class="lane">{"".join(parts)}</g>'

    def _overlays(self) -> Iterator[str]:
        def order(place: int, _ns: int) -> float:
            return self.scale.order(place)

        def clock(_place: int, ns: int) -> float:
            return self.scale.clock(ns)

        def row(one: Stretch) -> float:
            return self._y(self.rows.of(_row_name(one, self.rows.level, self.track)))

        if self.rows.level == 0:
            yield from circles(self.track, row, order, clock)
        if self.track.level:
            yield steps(self.track.level, LEFT, WIDTH - RIGHT, self.low, self.limit, self.words, order, clock)

    def _frame(self, note: str) -> Iterator[str]:
        yield f'<text class="ln" x="0" y="{self.top + 14}">{_escaped(self.track.lane + self.track.note + note)}</text>'
        for number, name in enumerate(self.rows.names):
            y = self._y(number)
            said = self.words(name) if self.rows.level == 2 else name
            label = _escaped(cut(visible(said), LONGEST_LABEL))
            yield f'<text class="rl" x="{LEFT - 8}" y="{y + 4}">{label}</text>'
            yield f'<path class="r" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'

    def _rooms(self) -> dict[int, float]:
        """How far it is from each mark to the next one of its row, by its place; the row's last has no bound."""
        last: dict[str, int] = {}
        rooms = {}
        for one in self.track.marks:
            name = _mark_row(one, _owner(one, self.track), self.rows.level, self.track)
            if name in last:
                rooms[last[name]] = (one.place - last[name]) * self.scale.step - 5
            last[name] = one.place
        return rooms

    def _y(self, row: int) -> int:
        return self.top + self.rows.head + row * ROW + ROW // 2

    def _bar(self, one: Stretch) -> str:
        y = self._y(self.rows.of(_row_name(one, self.rows.level, self.track)))
        last = self.track.events - 1 if one.last is None else one.last
        end = self.track.length if one.end is None else one.end
        x, width = _between(self.scale.order(one.first), self.scale.order(last))
        clock, long = _between(self.scale.clock(one.begin), self.scale.clock(end))
        names = f"b w{one.worker % COLOURS} {one.ending}".strip()
        place = f'x="{x}" y="{y - BAR // 2}" width="{width}" height="{BAR}" rx="2" data-c="{clock} {long}"'
        hatched = f'<rect class="h" {place}/>' if one.waits else ""
        events = str(one.first) if one.last is None else f"{one.first} {one.last}"
        return f'<rect class="{names}" data-e="{events}" {place}/>{hatched}'

    def _dot(self, one: Mark) -> str:
        name = _mark_row(one, _owner(one, self.track), self.rows.level, self.track)
        said, label = _short(one, name), ""
        room = self.room.get(one.place, WIDTH)
        if one.value and not _fits(said, room):
            said = one.value
        if said and _fits(said, room):
            side = (
                'x="-7" text-anchor="end"'
                if self.scale.order(one.place) + 7 + len(said) * LETTER > WIDTH
                else 'x="7"'
            )
            label = f'<text {side} y="3.5">{_escaped(said)}</text>'
        shape = '<path d="M-4-4 4 4M4-4-4 4"/>' if _bad(one) else '<circle r="4"/>'
        names = f"m w{one.worker % COLOURS}{' x' * _bad(one)}"
        return self._placed(one, names, self._y(self.rows.of(name)), shape + label)

    def _line(self, one: Mark, number: int) -> str:
        """A line across the lane; labels of neighbours stand at two heights."""
        top = self.top + 4 + number % 2 * 12
        side = "end" if self.scale.order(one.place) > WIDTH - 90 else "start"
        alone = len([other for other in self.across if other.name == one.name]) == 1
        label = _escaped(cut(visible(one.name if alone else one.label), LONGEST_LABEL))
        text = f'<text x="{-4 if side == "end" else 4}" y="9" text-anchor="{side}">{label}</text>'
        return self._placed(one, "l", top, f'<path d="M0 0V{self.low - top}"/>{text}')

    def _placed(self, one: Mark, names: str, y: int, inner: str) -> str:
        order, clock = round(self.scale.order(one.place)), round(self.scale.clock(one.at))
        place = f'transform="translate({order} {y})" data-c="{clock}" data-e="{one.place}"'
        return f'<g class="{names}" {place}>{inner}</g>'


def _fits(said: str, room: float) -> bool:
    return 7 + len(said) * LETTER < room


def _between(left: float, right: float) -> tuple[int, int]:
    """Where a bar starts, and how long it is: at least so long that it is seen."""
    return round(left), max(3, round(right) - round(left))


def _escaped(text: str) -> str:
    """Somebody's text, inert in SVG."""
    return str(escape(visible(text)))


# Which row a thing is on.


def _rows(tracks: Iterable[Track]) -> _Rows:
    """The rows of all lanes: each thing its own, or by names, or at last by workers."""
    tracks = list(tracks)
    for level in (0, 1):
        names = tuple(dict.fromkeys(name for one in tracks for name in _names(one, level)))
        if len(names) <= MOST_ROWS:
            return _Rows(names or ("",), level)
    return _Rows(tuple(dict.fromkeys(name for one in tracks for name in _names(one, 2))), 2)


def _names(track: Track, level: int) -> Iterator[str]:
    across = crossing(track) if level < 2 else []
    things: list[tuple[int, str]] = [(one.first, _row_name(one, level, track)) for one in track.stretches]
    things += [
        (one.place, _mark_row(one, _owner(one, track), level, track))
        for one in track.marks
        if one not in across
    ]
    yield from (name for _, name in sorted(things, key=lambda one: one[0]))


def _row_name(one: Stretch, level: int, track: Track) -> str:
    if level == 2:
        return _of_worker(one.worker, track)
    return one.label if level == 0 else one.label.partition(" ")[0]


def _mark_row(one: Mark, owner: Stretch | None, level: int, track: Track) -> str:
    if level == 2:
        return _of_worker(one.worker, track)
    if owner is not None:
        return _row_name(owner, level, track)
    return one.label if level == 0 and one.name == STEP else one.name


def _owner(one: Mark, track: Track) -> Stretch | None:
    return None if one.owner is None else track.stretches[one.owner]


def _of_worker(number: int, track: Track) -> str:
    """A worker's row; those beyond the last row share it."""
    return track.workers[number] if number < MOST_ROWS - 1 else "further workers"


def crossing(track: Track) -> list[Mark]:
    """The marks that cross the lane: of no job in particular, beside spans, and few."""
    bare = [one for one in track.marks if one.bare]
    return bare if track.stretches and len(bare) <= MOST_ACROSS else []


def _short(one: Mark, row: str) -> str:
    """What a mark's own label adds to its row's."""
    if one.label == row:
        return ""
    if one.value and row != one.name:
        return f"{one.name} {one.value}"
    return one.label.removeprefix(f"{one.name} ") if row == one.name else one.name


def _bad(one: Mark) -> bool:
    return one.lost or one.name in ("failed", "raised", "cancelled", "gate-not-met")
