"""What a picture's colours, hatching and outlines stand for. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from compare.page.pictures import COLOURS, crossing
from compare.page.tracks import Track


def workers_of(tracks: Iterable[Track]) -> tuple[tuple[int, str], ...]:
    """Colours and whom they stand for: the first worker of each lane has the first one, and so on.

    A worker of whom there are only lines that cross the lane is left out: they have no colour.
    """
    tracks = list(tracks)
    bars = {one.worker for track in tracks for one in track.stretches}
    dots = {one.worker for track in tracks for one in track.marks if one not in crossing(track)}
    names: tuple[str, ...] = max((one.workers for one in tracks), key=len, default=())
    return tuple((number, name) for number, name in enumerate(names[:COLOURS]) if number in bars | dots)


def waits_in(tracks: Iterable[Track]) -> bool:
    """Whether a span waits, for the legend."""
    return any(one.waits for track in tracks for one in track.stretches)


def endings_of(tracks: Iterable[Track]) -> tuple[str, ...]:
    """How spans ended that did not just end, for the legend."""
    return tuple(sorted({one.ending for track in tracks for one in track.stretches if one.ending}))
