"""Events as a picture: each once, whatever they are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from compare.page.pictures import MOST_DRAWN, MOST_ROWS, draw, endings_of, waits_in, workers_of
from compare.page.tracks import track_of
from tests.judge.builders import Story
from tests.report.samples import EVIL


def told(*stories: Story) -> list[str]:
    """What each bar and mark says of itself."""
    picture = draw([track_of(f"lane{number}", one.trace) for number, one in enumerate(stories)])
    root = ElementTree.fromstring(str(picture))
    return ["".join(one.itertext()) for one in root.iter("title")]


def test_no_event_no_picture() -> None:
    """The page says that instead."""
    assert draw([]) is None and draw([track_of("python", [])]) is None


def test_each_event_stands_once() -> None:
    """A bar for a beginning and its end, a mark for each other, on a row or across."""
    story = Story().begin("ask", "a").event("told").end("ask", "a").event("answered", "a").event("note", 3)
    said = told(story, Story().event("alone"))
    names = [one.split(",")[0] for one in said]
    assert sorted(names) == ["alone", "answered a", "ask a", "note 3", "told"]


@pytest.mark.parametrize("spans", [0, MOST_ROWS, MOST_ROWS + 1, 3001])
def test_many_events_share_rows(spans: int) -> None:
    """Never more than so many rows; what is not drawn is counted in the lane's own line."""
    story = Story()
    for number in range(spans):
        story.event("step", number)
    story.event("told")
    picture = str(draw([track_of("python", story.trace)]))
    assert picture.count('class="rl"') <= MOST_ROWS + 1
    drawn = min(spans + 1, MOST_DRAWN)
    assert len(re.findall("<title>", picture)) == drawn
    assert (f"the first {MOST_DRAWN} of {spans + 1} bars and marks" in picture) == (spans + 1 > MOST_DRAWN)


def test_more_workers_than_rows() -> None:
    """The last row is for all that are left."""
    story = Story()
    for number in range(100):
        for times in range(2):
            story.event(f"event {number}", times, thread=number)
    picture = str(draw([track_of("python", story.trace)]))
    assert picture.count('class="rl"') == MOST_ROWS and "further workers" in picture


def test_lanes_have_the_same_rows() -> None:
    """So that they can be held against each other."""
    picture = str(
        draw(
            [
                track_of("python", Story().begin("ask", "a").end("ask", "a").trace),
                track_of("dotnet", Story().begin("ask", "b").trace),
            ]
        )
    )
    assert re.findall(r'class="rl"[^>]*>([^<]*)', picture) == ["ask a", "ask b"] * 2
    assert endings_of([track_of("d", Story().begin("ask").trace)]) == ("open",)


def test_told_crosses_the_lane_where_it_was() -> None:
    """Between the beginnings and the ends of two running jobs: what when-all is about."""
    story = Story().begin("ask", "a", span=1).begin("ask", "b", span=2).event("told")
    story.end("ask", "b", span=2).end("ask", "a", span=1)
    root = ElementTree.fromstring(str(draw([track_of("python", story.trace)])))
    bars = [(int(one.get("x")), int(one.get("x")) + int(one.get("width"))) for one in root.iter("rect")]
    (line,) = [one for one in root.iter("g") if one.get("class") == "l"]
    place = int(re.match(r"translate\((\d+)", line.get("transform"))[1])
    assert len(bars) == 2 and all(left < place < right for left, right in bars)


def test_both_places_lie_on_the_axis() -> None:
    """In the order of events and on the clock."""
    story = Story().begin("job", 1).event("x").event("y").end("job", 1)
    for one in ElementTree.fromstring(str(draw([track_of("python", story.trace)]))).iter():
        for number in (one.get("data-c") or "").split():
            assert 0 < int(number) <= 920


def test_hostile_names_are_inert() -> None:
    """Red where a label is put in as it is."""
    picture = str(draw([track_of(EVIL, Story().begin(EVIL, EVIL).event(EVIL, value=EVIL).trace)]))
    root = ElementTree.fromstring(picture)
    assert {one.tag for one in root.iter()} <= {"svg", "g", "rect", "text", "title", "path", "circle"}
    assert "<script" not in picture and "\x1b" not in picture and "\u202e" not in picture


def test_colours_stand_for_workers() -> None:
    """The lane with the most of them names them."""
    tracks = [
        track_of("p", Story().event("a").trace),
        track_of("d", Story().event("a").event("b", thread=2).trace),
    ]
    assert workers_of(tracks) == ((0, "thread 1"), (1, "thread 2"))


def test_only_a_span_that_waits_is_hatched() -> None:
    """By the first word of its label, in the same place as its bar; red without `Stretch.waits`."""
    work = track_of("python", Story().begin("waiter", "a").end("waiter", "a").trace)
    both = track_of(
        "dotnet", Story().begin("wait", "caller").begin("step", "wait 1").end("step", "wait 1").trace
    )
    assert str(draw([work])).count('class="h"') == 0 and not waits_in([work])
    picture = str(draw([both]))
    bars = re.findall(r'<rect class="b [^"]*" ([^>]*)>', picture)
    assert re.findall(r'<rect class="h" ([^>]*)/>', picture) == bars and len(bars) == 2
    assert waits_in([work, both])
