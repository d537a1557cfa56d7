"""A trace's spans and marks, before any drawing."""

from __future__ import annotations

from compare.page.tracks import track_of
from tests.judge.builders import Story


def test_a_span_that_is_not_closed_is_open() -> None:
    """It has no end, and whatever draws it says so."""
    (one,) = track_of("python", Story().begin("job", "a").event("told").trace).stretches
    assert (one.label, one.first, one.last, one.end, one.ending) == ("job a", 0, None, None, "open")


def test_an_end_on_another_thread_closes_its_span() -> None:
    """A C# method goes on wherever the pool has a thread; the span is its beginner's."""
    track = track_of("dotnet", Story().begin("job", "a", thread=1).end("job", "a", thread=7).trace)
    (one,) = track.stretches
    assert (one.last, one.worker, track.workers, track.order) == (1, 0, ("thread 1", "thread 2"), (0, 1))


def test_an_end_of_another_process_closes_nothing() -> None:
    """Spans are numbered in each process; what ends without a beginning is a mark."""
    track = track_of("python", Story().begin("job", pid=1).end("job", pid=2).trace)
    assert [one.ending for one in track.stretches] == ["open"]
    assert [one.label for one in track.marks] == ["end of job"]
    assert track.workers == ("process 1", "process 2")


def test_events_of_equal_times_keep_their_order() -> None:
    """The clock is coarse on some machines."""
    trace = [one | {"t": 5} for one in Story().begin("job").event("first").event("second").end("job").trace]
    track = track_of("python", trace)
    assert [(one.label, one.place, one.at) for one in track.marks] == [("first", 1, 0), ("second", 2, 0)]
    assert track.stretches[0].last == 3 and track.length == 0


def test_the_axis_starts_with_the_call() -> None:
    """Where the record says when that was; never after the first event."""
    trace = [one | {"t": one["t"] + 1000} for one in Story().event("told").event("over").trace]
    assert [one.at for one in track_of("python", trace, 400).marks] == [600, 700]
    assert [one.at for one in track_of("python", trace).marks] == [0, 100]
    assert [one.at for one in track_of("python", trace, 9999).marks] == [0, 100]


def test_how_a_span_ended_is_told_by_the_mark_after_it() -> None:
    """Of the same job, and no later than two events after the end."""
    story = Story().begin("ask", "a", span=1).begin("ask", "b", span=2).end("ask", "b", span=2)
    story.event("failed", "b").end("ask", "a", span=1).event("x").event("y").event("cancelled", "a")
    assert [one.ending for one in track_of("python", story.trace).stretches] == ["", "failed"]


def test_a_step_is_named_by_its_item_and_a_value_is_told() -> None:
    """As scenes tell them."""
    track = track_of("python", Story().event("step", "joined").event("held", 2, value=True).trace)
    assert [one.label for one in track.marks] == ["joined", "held 2 = true"]


def test_spans_of_one_label_that_are_open_at_once_are_told_apart() -> None:
    """Two nameless children would lie on each other; one that begins when another has ended is on its row."""
    story = Story().begin("child", pid=1).begin("child", pid=2).end("child", pid=1).begin("child", pid=3)
    story.end("child", pid=2).end("child", pid=3)
    labels = [one.label for one in track_of("dotnet", story.trace).stretches]
    assert labels == ["child", "child #2", "child"]
