"""The line that says what was left out."""

from __future__ import annotations

from dataclasses import replace

from compare.record.nouns import Since, Touch
from compare.report.left_out import left_out
from tests.judge.builders import contract, record


def said(*touches: Touch) -> str:
    """The line for pairs that stand so."""
    return left_out(replace(record([], contract()), since=Since("main", "0123456789abcdef", "", "", touches)))


def test_it_counts_and_names() -> None:
    """What can differ with what differs in it, pairs of one cause together; the rest is counted."""
    touches = [Touch(name, "touched", "a.py") for name in ("a", "b")]
    touches += [Touch("c", "touched", "b.py"), Touch("d", "text", "d.py")]
    touches += [Touch("e", "null"), Touch("f", "unchanged"), Touch("g", "unchanged")]
    assert said(*touches) == (
        "Since main (0123456789ab): 3 pairs can differ (a and b: a.py; c: b.py); "
        "1 in prose only, judged and not timed (d: d.py); 3 pairs unchanged, 1 of them run as null rows"
    )


def test_it_names_the_language_that_alone_can_differ() -> None:
    """Only its lanes are timed, and a reader who misses the others is told why."""
    one, both = (
        Touch(name, "touched", "a.cs", texts=texts)
        for name, texts in [("a", ("dotnet",)), ("b", ("python", "dotnet"))]
    )
    assert said(one, both) == "Since main (0123456789ab): 2 pairs can differ (a in C# alone and b: a.cs)"


def test_it_is_short_where_everything_or_nothing_differs() -> None:
    """Five names, and how many more; nothing to say of a run that left nothing out."""
    many = said(*(Touch(f"p{number}", "touched", "all.py") for number in range(9)))
    assert many == "Since main (0123456789ab): 9 pairs can differ (p0, p1, p2, p3, p4 and 4 more: all.py)"
    assert said(Touch("a", "unchanged")) == (
        "Since main (0123456789ab): nothing that a pair depends on differs; 1 pair unchanged and not run"
    )
    assert left_out(record([], contract())) == ""
