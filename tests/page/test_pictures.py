"""Events as a picture: each once, whatever they are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from compare.page.legend import endings_of, waits_in, workers_of
from compare.page.pictures import MOST_DRAWN, MOST_ROWS, draw
from compare.page.tracks import track_of
from tests.judge.builders import Story
from tests.report.samples import EVIL


def test_no_event_no_picture() -> None:
    """The page says that instead."""
    assert draw([]) is None and draw([track_of("python", [])]) is None


def test_each_event_is_told_of_once() -> None:
    """A bar stands for its beginning and its end, a mark for its event; red where one is drawn twice."""
    story = Story().begin("ask", "a", span=1).begin("ask", "b", span=2, thread=2).event("told")
    story.end("ask", "b", span=2, thread=3).event("failed", "b").end("lost", span=9).event("bare").begin(
        "open", 1
    )
    for trace in (story.trace, [one | {"t": 5} for one in story.trace]):
        picture = str(draw([track_of("python", trace)]))
        places = [int(place) for one in re.findall(r'data-e="([^"]*)"', picture) for place in one.split()]
        assert sorted(places) == list(range(len(trace)))


def test_an_increment_that_is_lost_is_crossed_out() -> None:
    """The second one to leave a value; its lane has the value as steps, in the order and on the clock."""
    story = Story().begin("worker", 0, span=1).begin("worker", 1, span=2)
    for value in (0, 1):
        for name, after in (("found", value), ("left", value + 1)):
            story.event(name, 0, value=after).event(name, 1, value=after)
    track = track_of("python", story.trace)
    assert [(one.item, one.value) for one in track.marks if one.lost] == [(1, "1"), (1, "2")]
    assert [value for _, _, value in track.level.steps] == [1, 1, 2, 2]
    picture = str(draw([track]))
    assert picture.count('class="m w0 x"') == 2 and picture.count(" level") == 2


def test_a_queue_is_as_full_as_what_was_put_and_not_taken() -> None:
    """With a line where it is full; never below 0, where a message is taken before its put is seen to end."""
    story = Story().begin("put", 0, span=1).event("taken", 0).end("put", 0, span=1)
    story.begin("put", 1, span=2).end("put", 1, span=2).event("taken", 1)
    track = track_of("python", story.trace)
    assert [value for _, _, value in track.level.steps] == [0, 1, 2, 1]
    assert 'class="limit"' in str(draw([track], limit=2)) and 'class="limit"' not in str(draw([track]))
    assert track_of("python", Story().event("made").event("taken").trace).level is None


def test_those_who_wait_for_one_another_stand_in_a_circle() -> None:
    """An arrow from each to the next; none to one that does not wait."""
    story = Story()
    for number, item in enumerate(("0 for 1", "1 for 2", "2 for 0", "3 for 4")):
        story.begin("wait", item, span=number + 1)
    assert str(draw([track_of("python", story.trace)])).count('class="oo arrow"') == 3


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
    assert len(re.findall(" data-e=", picture)) == drawn
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
    told = Story().begin("ask", 1).end("ask", 1).event("told", thread=2).trace
    assert workers_of([track_of("p", told)]) == ((0, "thread 1"),)  # a line across the lane has no colour


def test_only_a_span_that_waits_is_hatched() -> None:
    """By the first word of its label, in the same place as its bar; red without `Stretch.waits`."""
    work = track_of("python", Story().begin("waiter", "a").end("waiter", "a").trace)
    both = track_of(
        "dotnet", Story().begin("wait", "caller").begin("step", "wait 1").end("step", "wait 1").trace
    )
    assert str(draw([work])).count('class="h"') == 0 and not waits_in([work])
    picture = str(draw([both]))
    bars = re.findall(r'<rect class="b [^"]*" data-e="[^"]*" ([^>]*)/>', picture)
    assert re.findall(r'<rect class="h" ([^>]*)/>', picture) == bars and len(bars) == 2
    assert waits_in([work, both])
    for word in ("join", "await"):
        assert waits_in([track_of("python", Story().begin(word).end(word).trace)])
    for word in ("put", "take"):  # which need not wait: only where another thing happened meanwhile
        assert waits_in([track_of("python", Story().begin(word, 1).event("taken", 0).end(word, 1).trace)])
        assert not waits_in([track_of("python", Story().begin(word, 1).event("made", 1).end(word, 1).trace)])
