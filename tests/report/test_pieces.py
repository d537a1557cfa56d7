"""Texts are cut at their functions and laid beside each other."""

from __future__ import annotations

import pytest

from compare.report.pieces import beside, functions, pieces


def test_a_text_is_one_piece_until_it_is_cut() -> None:
    """Without the empty lines around it; line numbers stay true; an empty text has none."""
    assert [(one.function, one.first, one.lines) for one in pieces("\na\n\nb\n\n")] == [
        ("", 2, ("a", "", "b"))
    ]
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
    left += "def run(s, t):\n    go()\n"
    right = "class X {\n    public static P Prepare(P p)\n    // Second.\n    [Attribute]\n"
    right += "    public static O Run(S s)\n    Go();"
    rows = list(beside(left, right))
    assert [(one.first, other.first) for one, other in rows if one and other] == [(1, 1), (3, 2), (10, 3)]
    assert rows[1][0].lines[-2:] == ("def only_here():", "    pass")


def test_functions_in_another_order_leave_a_place_empty() -> None:
    """No function is dropped, and none stands beside another one."""
    left = "def one():\n    pass\ndef two():\n    pass\n"
    right = "    public static int Two()\n    {}\n    public static int One()\n    {}\n"
    rows = [
        (one.function if one else None, other.function if other else None)
        for one, other in beside(left, right)
    ]
    assert [row for row in rows if None not in row] in ([("one", "one")], [("two", "two")])
    assert sorted(filter(None, (name for row in rows for name in row))) == ["one", "one", "two", "two"]
