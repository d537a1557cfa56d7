"""`invoke show`: contract in words, texts side by side or one below the other."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from compare.report.show import show, show_contract, show_mistakes
from tests.report.samples import EVIL
from tests.report.screens import printed, screen, too_wide

PYTHON = '''"""Wait for
all of them."""


def parts(state):
    return [one for one in state.parts]


def collect(parts):
    return {"sum": sum(parts)}
'''
CSHARP = """public static class WhenAll
{
    public static int[] Parts(State state) => state.Parts.ToArray();

    public static Output Collect(int[] parts)
    {
        return new Output(parts.Sum());
    }
}
"""
CONTRACT = {
    "id": "when-all",
    "title": "Wait for a group of tasks",
    "question": "How do I wait for all of them?",
    "teaches": "Three ways that look alike.",
    "source": ["P38", "64"],
    "parameters": {
        "n": {"type": "integer", "default": 3, "min": 1, "max": 9, "unit": "tasks", "help": "how many"},
        "names": {"type": "list", "default": ["a"], "max_length": 5},
        "mode": {"type": "string", "default": "ok", "choices": ["ok", "fail"]},
    },
    "variants": [
        {"name": "idiomatic", "says": "gather / WhenAll", "headline": True, "reference": True},
        {"name": "tuned", "says": "arrays", "needs": ["numpy"], "timed": False},
    ],
    "cases": [{"id": "default", "set": {}}, {"id": "large", "set": {"n": 9}, "opt_in": True}],
    "outputs": {
        "sum": {"mode": "equal", "tolerance": 1e-9},
        "lost": {"mode": "between", "expect": {"*": {"low": 0, "high": "n"}}},
        "seen": {"mode": "between", "expect": {"*": {"low": "n", "high": "n"}}},
        "thrown": {
            "mode": "error",
            "expect": {"*": {"python": "aggregate", "dotnet": "user", "because": "it wraps"}},
        },
    },
    "behaviour": [{"id": "two", "says": "two were inside at once", "check": "peak", "lanes": ["python"]}],
    "corrections": [
        {
            "fault": 6,
            "claimed": "It waits 1 s.",
            "really": "It waits 2 s.",
            "shown_by": ["output.sum", "mistake.lost"],
        }
    ],
}


def text_of(width: int, contract: dict = CONTRACT, python: str = PYTHON, encoding: str = "utf-8") -> str:
    """What `show` prints on a screen without colour."""
    console = screen(width, encoding)
    show(contract, python, CSHARP, console)
    return printed(console)


def test_the_examples_come_first_then_why_they_differ() -> None:
    """And after these, how to see the rest; the contract's fine print is not there."""
    text = text_of(200)
    places = [
        text.index(piece)
        for piece in ("How do I wait", "return [one", "Why they differ", "because it wraps", "--mistakes")
    ]
    assert places == sorted(places)
    assert "n: 3 tasks" not in text


def test_mistakes_are_shown_as_differences() -> None:
    """What each changes, what it is, and what catches it; hostile texts are inert."""
    mistake = SimpleNamespace(
        id="lost",
        language="python",
        says=f"It is lost. {EVIL}",
        right=False,
        accepted="",
        fails=("output.sum",),
    )
    console = screen(120)
    show_mistakes(CONTRACT, [(mistake, PYTHON, PYTHON.replace("sum(parts)", f"0  # {EVIL}"))], console)
    text = printed(console)
    assert '-    return {"sum": sum(parts)}' in text
    assert '+    return {"sum": 0' in text
    assert "Rejected for: output.sum" in text
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) == {"\n"}


def test_the_contract_is_told_in_words() -> None:
    """Question, variants, parameters, cases, outputs, behaviour and divergences."""
    console = screen(200)
    show_contract(CONTRACT, console)
    text = printed(console)
    for piece in (
        "How do I wait for all of them?",
        "n: 3 tasks (from 1 to 9): how many",
        'names: ["a"] (length to 5)',
        'mode: "ok" (ok or fail)',
        "idiomatic: gather / WhenAll; headline and reference",
        "tuned: arrays; needs numpy; not timed",
        "large: n = 9; only when asked for with --case",
        "sum: the same on both sides, within 1e-09 of each other",
        "lost: on each side within its bounds: at least 0 and at most n",
        "seen: on each side within its bounds: exactly n",
        "two were inside at once (lane python)",
        'thrown: Python "aggregate", C# "user", because it wraps.',
        "In the source material: P38, 64",
        "It waits 1 s: It waits 2 s. (shown by sum and lost)",
    ):
        assert piece in text


def test_wide_terminals_show_the_texts_side_by_side() -> None:
    """The same function begins in the same line on both sides."""
    text = text_of(120)
    assert re.search(r"^ 5  def parts.* │  3      public static int\[\] Parts", text, re.MULTILINE)
    assert re.search(r"^ 9  def collect.* │  5      public static Output Collect", text, re.MULTILINE)


def test_narrow_terminals_show_one_below_the_other() -> None:
    """Function by function, each with its language."""
    text = text_of(80)
    assert "│" not in text
    assert (
        text.index("def parts")
        < text.index("int[] Parts")
        < text.index("def collect")
        < text.index("Output Collect")
    )


def test_long_lines_of_code_are_not_squeezed_into_columns() -> None:
    """At 120 columns, where too many lines of code would break, they stand below each other."""
    long = "\n".join(f"x = {'1 + ' * 20}{number}" for number in range(20))
    assert "│" not in text_of(120, python=long)
    assert "│" in text_of(180, python=long)


@pytest.mark.parametrize("width", [20, 40, 80, 120, 160])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_wider_than_the_terminal(width: int, encoding: str) -> None:
    """Also with strings that attack."""
    hostile = CONTRACT | {"title": EVIL, "question": EVIL, "teaches": EVIL}
    text = text_of(width, hostile, PYTHON + f"# {EVIL}\nprint('{EVIL}')\n", encoding)
    assert too_wide(text, width) == []
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) == {"\n"}


def test_every_line_of_code_is_there() -> None:
    """At any width, with the spaces left out."""
    for width in (40, 120):
        text = re.sub(r"[\s│]", "", text_of(width))
        for line in ('return{"sum":sum(parts)}', "returnnewOutput(parts.Sum());"):
            assert line in text


def test_colours_are_the_terminals_own() -> None:
    """Highlighted, without painting a background, and only the margin is dim."""
    console = screen(120, colour="standard")
    show(CONTRACT, PYTHON, CSHARP, console)
    coloured = printed(console)
    assert "\x1b[94mreturn" in coloured or "\x1b[34mreturn" in coloured
    assert not re.search(r"\x1b\[(?:\d+;)*(?:4\d|48;[0-9;]+)m", coloured)
