"""Each check on traces: what makes it fire, what leaves it silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.judge.checks import CHECKS
from compare.judge.claim import Claim
from tests.judge.builders import Story

PARAMETERS = {"n": 2, "names": ["a", "b"], "numbers": [1, 3], "text": "two"}


def check(kind: str, trace: Story, /, **entry: Any) -> str:
    """What a check complains of."""
    return CHECKS[kind](Claim({"check": kind} | entry, trace.trace, PARAMETERS))


def apart(count: int = 2) -> Story:
    """Spans one after the other on one thread."""
    story = Story()
    for number in range(count):
        story.begin("job", number, span=number).end("job", number, span=number)
    return story


def together(count: int = 2, pid: int = 0, thread: int = 1, name: str = "job") -> Story:
    """Spans all open at once; on processes and threads of their own where a step is given."""
    story = Story()
    for number in range(count):
        story.begin(name, number, span=number, pid=1 + pid * number, thread=1 + thread * number)
    for number in range(count):
        story.end(name, number, span=number, pid=1 + pid * number, thread=1 + thread * number)
    return story


def events(*names: Any) -> Story:
    """Instants; a tuple is a name and its item."""
    story = Story()
    for one in names:
        name, item = one if isinstance(one, tuple) else (one, None)
        story.event(name, item)
    return story


NOISE = events("other", ("other", 1))

SILENT: list[tuple[str, Story, Mapping[str, Any]]] = [
    ("once", events(("done", 1), ("done", 2), ("other", 1)), {"name": "done"}),
    ("peak", together(2), {"span": "job", "equals": ["n", "names", 7]}),
    ("peak", together(2), {"span": "job", "at_least": 2}),
    ("peak", together(2), {"span": "job", "at_least": "n", "at_most": 2}),
    ("peak", apart(5), {"span": "job", "equals": 1}),
    ("peak", together(2), {"span": "job", "equals": "names"}),
    ("peak", NOISE, {"span": "job", "at_most": 0}),
    ("peak", NOISE, {"span": "job", "equals": 0}),
    (
        "peak",
        together(2, name="other").begin("job", span=9).event("job").end("job", span=9),
        {"span": "job", "equals": 1},
    ),
    ("peak", Story().begin("job"), {"span": "job", "at_most": 1}),
    ("count", events("lost", "lost", "other"), {"name": "lost", "equals": 2}),
    ("count", apart(3), {"name": "job", "equals": 3}),
    ("count", apart(3), {"name": "job", "item": 1, "equals": 1}),
    ("count", events("x"), {"name": "x", "item": "(none)", "equals": 1}),
    ("count", Story().event("x", value=True).event("x", value=1), {"name": "x", "value": True, "equals": 1}),
    ("count", NOISE, {"name": "lost", "at_most": 3}),
    ("count", NOISE, {"name": "lost", "equals": 0}),
    ("workers", together(3), {"span": "job", "equals": 3}),
    ("workers", together(3), {"span": "job", "of": "thread", "at_least": 2}),
    ("workers", together(3), {"span": "job", "of": "process", "equals": 1}),
    ("workers", together(3, pid=1, thread=0), {"span": "job", "of": "thread", "equals": 3}),
    ("workers", events("x", "x"), {"name": "x", "at_most": 1}),
    ("workers", NOISE, {"span": "job", "equals": 0}),
    ("overlap", together(2), {"span": "job", "of": "thread"}),
    ("overlap", together(2, pid=1), {"span": "job", "of": "process"}),
    ("overlap", together(2, thread=0), {"span": "job", "of": "any"}),
    ("overlap", together(2, thread=0), {"span": "job"}),
    ("order", events(("x", 1), ("x", 3)), {"name": "x", "equals": [1, 3]}),
    ("order", events(("x", 1), ("x", 3)), {"name": "x", "equals": "numbers"}),
    ("order", events(("x", "a"), ("y", 0), ("x", "b")), {"name": "x", "equals": "names"}),
    ("order", events(("x", 1), ("x", 1), ("x", 2)), {"name": "x", "by": "input"}),
    ("order", events(("x", "a"), ("x", "b")), {"name": "x", "by": "input"}),
    ("order", NOISE, {"name": "x", "equals": []}),
    ("before", events("put", "put", "got"), {"name": "put", "then": "got"}),
    ("before", apart(2).event("joined"), {"name": "job", "then": "joined"}),
    (
        "before",
        events(("put", 1), ("got", 1), ("put", 2), ("got", 2)),
        {"name": "put", "then": "got", "per_item": True},
    ),
    ("count_after", events("start", "stop", "start"), {"name": "start", "after": "stop", "at_most": 1}),
    ("count_after", events("start", "stop"), {"name": "start", "after": "stop", "equals": 0}),
    ("count_after", events("stop", "start", "stop"), {"name": "start", "after": "stop", "equals": 1}),
    ("each", events(("in", 1), ("in", 2), ("out", 2), ("out", 1)), {"name": "in", "then": "out"}),
    ("each", events(("in", 1), ("out", 1), ("out", 9)), {"name": "in", "then": "out"}),
    ("each", events(("in", 1), ("out", 1), ("in", 1), ("out", 1)), {"name": "in", "then": "out"}),
    ("each", apart(2).event("out", 0).event("out", 1), {"name": "job", "then": "out"}),
]
FIRES: list[tuple[str, Story, Mapping[str, Any], str]] = [
    (
        "once",
        events(("done", 1), ("done", 2), ("done", 1)),
        {"name": "done"},
        "1 of 2 items of done came again: 1 (2 times)",
    ),
    ("once", NOISE, {"name": "done"}, "done never happened"),
    (
        "peak",
        together(3),
        {"span": "job", "at_most": ["numbers", 3]},
        "spans job open at once: expected at most 2, saw 3",
    ),
    ("peak", apart(2), {"span": "job", "at_least": 2}, "spans job open at once: expected at least 2, saw 1"),
    (
        "peak",
        together(3),
        {"span": "job", "at_most": "n"},
        "spans job open at once: expected at most 2, saw 3",
    ),
    ("peak", together(3), {"span": "job", "equals": 2}, "spans job open at once: expected exactly 2, saw 3"),
    ("peak", NOISE, {"span": "job", "at_most": 2}, "no span job began"),
    ("peak", events("job", "job"), {"span": "job", "at_most": 2}, "no span job began"),
    ("count", events("x"), {"name": "x", "equals": 2}, "x: expected exactly 2, saw 1"),
    ("count", apart(3), {"name": "job", "at_most": 2}, "job: expected at most 2, saw 3"),
    ("count", NOISE, {"name": "x", "at_least": 1}, "x: expected at least 1, saw 0"),
    (
        "count",
        events(("x", 1)),
        {"name": "x", "item": 2, "equals": 1},
        "x with item 2: expected exactly 1, saw 0",
    ),
    (
        "count",
        Story().event("x", value=1),
        {"name": "x", "value": True, "equals": 1},
        "x with value true: expected exactly 1, saw 0",
    ),
    ("workers", apart(3), {"span": "job", "at_least": 2}, "threads that ran job: expected at least 2, saw 1"),
    (
        "workers",
        together(3),
        {"span": "job", "of": "process", "equals": "n"},
        "processes that ran job: expected exactly 2, saw 1",
    ),
    (
        "workers",
        together(3),
        {"span": "job", "at_least": 1, "at_most": 2},
        "threads that ran job: expected at least 1 and at most 2, saw 3",
    ),
    ("workers", NOISE, {"span": "job", "at_most": 2}, "job never happened"),
    ("overlap", apart(2), {"span": "job"}, "no two spans job overlapped, 2 began"),
    (
        "overlap",
        together(2, thread=0),
        {"span": "job", "of": "thread"},
        "no two spans job overlapped on two threads, 2 began",
    ),
    (
        "overlap",
        together(2),
        {"span": "job", "of": "process"},
        "no two spans job overlapped on two processes, 2 began",
    ),
    (
        "overlap",
        together(2, name="other").begin("job", span=9).event("job", thread=2),
        {"span": "job"},
        "no two spans job overlapped, 1 began",
    ),
    ("overlap", NOISE, {"span": "job"}, "no two spans job overlapped, 0 began"),
    (
        "order",
        events(("x", 3), ("x", 1)),
        {"name": "x", "equals": "numbers"},
        "x came in the order [3, 1], expected [1, 3]",
    ),
    ("order", events(("x", 1)), {"name": "x", "equals": [1, 1]}, "x came in the order [1], expected [1, 1]"),
    (
        "order",
        events(("x", 2), ("x", 1)),
        {"name": "x", "by": "input"},
        "x came in the order [2, 1], not by input",
    ),
    (
        "order",
        events(("x", 1), ("x", 3), ("x", 2)),
        {"name": "x", "by": "input"},
        "x came in the order [1, 3, 2], not by input",
    ),
    ("order", NOISE, {"name": "x", "by": "input"}, "x never happened"),
    (
        "before",
        events("put", "got", "put"),
        {"name": "put", "then": "got"},
        "1 of 2 put came after the first got",
    ),
    (
        "before",
        events("put", "got", "put", "got"),
        {"name": "put", "then": "got"},
        "1 of 2 put came after the first got",
    ),
    ("before", events("got", "put"), {"name": "put", "then": "got"}, "1 of 1 put came after the first got"),
    ("before", events("put"), {"name": "put", "then": "got"}, "got never happened"),
    ("before", events("got"), {"name": "put", "then": "got"}, "put never happened"),
    (
        "before",
        events(("put", 1), ("got", 2), ("put", 2), ("got", 1)),
        {"name": "put", "then": "got", "per_item": True},
        "1 of 1 put of item 2 came after the first got",
    ),
    (
        "before",
        events(("put", 1), ("got", 2)),
        {"name": "put", "then": "got", "per_item": True},
        "got of item 1 never happened",
    ),
    ("before", NOISE, {"name": "put", "then": "got", "per_item": True}, "put never happened"),
    (
        "count_after",
        events("stop", "start", "start", "stop", "start"),
        {"name": "start", "after": "stop", "at_most": 2},
        "start after the first stop: expected at most 2, saw 3",
    ),
    ("count_after", events("start"), {"name": "start", "after": "stop", "at_most": 9}, "stop never happened"),
    (
        "each",
        events(("in", 1), ("in", "b"), ("out", 1)),
        {"name": "in", "then": "out"},
        '1 of 2 items of in had no out after it: "b"',
    ),
    (
        "each",
        events(("out", 1), ("in", 1)),
        {"name": "in", "then": "out"},
        "1 of 1 items of in had no out after it: 1",
    ),
    (
        "each",
        events(("in", 1), ("out", 1), ("in", 1)),
        {"name": "in", "then": "out"},
        "1 of 1 items of in had no out after it: 1",
    ),
    ("each", events(("out", 1)), {"name": "in", "then": "out"}, "in never happened"),
]


@pytest.mark.parametrize(("name", "trace", "entry"), SILENT)
def test_check_is_silent(name: str, trace: Story, entry: Mapping[str, Any]) -> None:
    """A trace that shows what is claimed gives no complaint."""
    assert check(name, trace, **entry) == ""


@pytest.mark.parametrize(("name", "trace", "entry", "complaint"), FIRES)
def test_check_fires(name: str, trace: Story, entry: Mapping[str, Any], complaint: str) -> None:
    """A trace that does not is complained of with what was seen."""
    assert check(name, trace, **entry) == complaint


def test_every_check_is_tested_both_ways() -> None:
    """No check that could never fire."""
    assert {one[0] for one in SILENT} == {one[0] for one in FIRES} == set(CHECKS)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("peak", {"span": "job"}),
        ("peak", {"span": "job", "at_least": "nothing"}),
        ("count", {"name": "job", "equals": "text"}),
        ("count", {"name": "job", "equals": True}),
        ("order", {"name": "job"}),
        ("order", {"name": "job", "by": "size"}),
        ("order", {"name": "job", "equals": "n"}),
    ],
)
def test_a_check_that_makes_no_sense_says_so(name: str, entry: Mapping[str, Any]) -> None:
    """Rather than passing for ever."""
    with pytest.raises(ValueError, match=r"says n|is no"):
        check(name, together(2), **entry)


def test_items_of_two_kinds_have_no_order() -> None:
    """A number and a text cannot be put by input."""
    with pytest.raises(ValueError, match="no common order"):
        check("order", events(("x", 1), ("x", "a")), name="x", by="input")


def test_a_span_that_never_ended_counts_as_open() -> None:
    """What was left open was inside with all that came after it."""
    story = Story().begin("job", span=1).begin("job", span=2).end("job", span=2).begin("job", span=3)
    assert check("peak", story, span="job", equals=2) == ""


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_delay_never_falsifies(gaps: list[int]) -> None:
    """Stretching the time between events by any amounts changes no answer."""
    story = together(3).event("stop").event("in", 1).event("out", 1)
    stretched, now = Story(), 0
    for number, event in enumerate(story.trace):
        now += gaps[number % len(gaps)] * 10**9
        stretched.trace.append(event | {"t": now})
    for name, entry in [
        ("peak", {"span": "job", "equals": 3}),
        ("overlap", {"span": "job", "of": "thread"}),
        ("before", {"name": "job", "then": "stop"}),
        ("count_after", {"name": "job", "after": "stop", "equals": 0}),
        ("each", {"name": "in", "then": "out"}),
        ("order", {"name": "job", "by": "input"}),
    ]:
        assert check(name, stretched, **entry) == check(name, story, **entry) == ""
