"""Texts are cut at their markers and laid beside each other."""

from __future__ import annotations

import pytest

from compare.report.steps import beside, functions, pieces

LEFT = "head\n\n# [step: fan out]\none\n    # [step: collect ]\ntwo\n\n"
RIGHT = "head\n// [step: fan out]\neins\n  // [step: only here]\nx\n// [step: collect]\nzwei"


def test_markers_cut_a_text() -> None:
    """The markers go; line numbers stay true; empty lines around a piece go."""
    assert [(one.step, one.first, one.lines) for one in pieces(LEFT)] == [
        ("", 1, ("head",)),
        ("fan out", 4, ("one",)),
        ("collect", 6, ("two",)),
    ]


def test_steps_of_the_same_name_stand_beside_each_other() -> None:
    """A step that one side lacks has an empty place there."""
    steps = list(beside(LEFT, RIGHT))
    assert [(one.name, bool(one.left), bool(one.right)) for one in steps] == [
        ("", True, True),
        ("fan out", True, True),
        ("only here", False, True),
        ("collect", True, True),
    ]


def test_a_text_without_markers_is_one_piece() -> None:
    """And an empty one none."""
    assert [one.lines for one in pieces("a\nb\n")] == [("a", "b")]
    assert pieces("") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("def in_threads(add):", "inthreads"),
        ("async def run(state, trace):", "run"),
        ("    def work(worker):", ""),
        ("    public static Output Run(State state, ITrace trace)", "run"),
        ("    private static async Task<(int, long)> RunAsync<T>(State state)", "runasync"),
        ("    private static (int Start, int Stop) Part(long count, int worker) =>", "part"),
        ("        void Work(int worker)", ""),
        ("        public int Deeper(int worker)", ""),
        ("    return run(state)", ""),
    ],
)
def test_functions_have_one_name_in_both_languages(line: str, name: str) -> None:
    """Those of a module and of a class, not the ones inside other functions."""
    assert functions(line) == ([name] if name else [])


def test_functions_that_both_have_begin_in_one_line() -> None:
    """With the comments above them; others stay where they are."""
    left = "import x\n\n# First.\ndef prepare(p):\n    return p\n\ndef only_here():\n    pass\n\n"
    left += "def run(s, t):\n    # [step: a]\n    go()\n"
    right = "class X {\n    public static P Prepare(P p)\n    // Second.\n    [Attribute]\n"
    right += "    public static O Run(S s)\n    // [step: a]\n    Go();"
    steps = list(beside(left, right))
    assert [(one.left.first, one.right.first) for one in steps if one.left and one.right] == [
        (1, 1),
        (3, 2),
        (10, 3),
        (12, 7),
    ]
    assert [one.name for one in steps] == ["", "", "", "a"]
    assert steps[1].left.lines[-2:] == ("def only_here():", "    pass")
