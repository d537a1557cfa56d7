"""`invoke show`: contract in words, texts side by side or step by step."""

from __future__ import annotations

import re

import pytest

from compare.report.show import show
from tests.report.samples import EVIL
from tests.report.screens import printed, screen, too_wide

PYTHON = '''"""Wait for
all of them."""


def run(state, trace):
    # [step: fan out]
    parts = [one for one in state.parts]

    # [step: collect]
    return {"sum": sum(parts)}
'''
CSHARP = """public static class WhenAll
{
    public static Output Run(State state, ITrace trace)
    {
        // [step: fan out]
        var parts = state.Parts.ToArray();

        // [step: collect]
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
    "outputs": [
        {"field": "sum", "mode": "equal", "tolerance": 1e-9},
        {"field": "lost", "mode": "between", "low": 0, "high": "n"},
        {"field": "seen", "mode": "between", "low": "n", "high": "n"},
        {
            "field": "thrown",
            "mode": "differs",
            "values": {"python": "aggregate", "dotnet": "user"},
            "because": "it wraps",
        },
    ],
    "behaviour": [{"id": "two", "says": "two were inside at once", "check": "peak", "lanes": ["python"]}],
    "corrections": [
        {
            "fault": 6,
            "claimed": "It waits 1 s.",
            "really": "It waits 2 s.",
            "shown_by": ["output.sum", "wrong.a.py"],
        }
    ],
}


def text_of(width: int, contract: dict = CONTRACT, python: str = PYTHON, encoding: str = "utf-8") -> str:
    """What `show` prints on a screen without colour."""
    console = screen(width, encoding)
    show(contract, python, CSHARP, console)
    return printed(console)


def test_the_contract_is_told_in_words() -> None:
    """Question, variants, parameters, cases, outputs, behaviour and divergences."""
    text = text_of(200)
    for piece in (
        "How do I wait for all of them?",
        "n: 3 tasks (from 1 to 9): how many",
        'names: ["a"] (length to 5)',
        'mode: "ok" (ok or fail)',
        "idiomatic: gather / WhenAll; headline and reference",
        "tuned: arrays; needs numpy; not timed",
        "large: n = 9; only when asked for with --case",
        "sum: the same on both sides, within 1e-09 of each other",
        "lost: on each side at least 0 and at most n",
        "seen: on each side exactly n",
        "two were inside at once (lane python)",
        'thrown: Python "aggregate", C# "user", because it wraps.',
        "In the source material: P38, 64",
        "It waits 1 s: It waits 2 s. (shown by sum and a.py)",
    ):
        assert piece in text


def test_wide_terminals_show_the_texts_side_by_side() -> None:
    """The same step begins in the same line on both sides."""
    text = text_of(120)
    assert re.search(r"^ 7      parts = \[one .* │  6          var parts", text, re.MULTILINE)
    assert re.search(r"^10      return .* │  9          return new Output", text, re.MULTILINE)
    assert "── collect ─" in text


def test_narrow_terminals_show_one_below_the_other() -> None:
    """Step by step, each with its language."""
    text = text_of(80)
    assert "│" not in text
    assert (
        text.index("parts = [one")
        < text.index("var parts")
        < text.index("return {")
        < text.index("return new")
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
        for line in ('return{"sum":sum(parts)}', "varparts=state.Parts.ToArray();"):
            assert line in text


def test_colours_are_the_terminals_own() -> None:
    """Highlighted, without painting a background, and only the margin is dim."""
    console = screen(120, colour="standard")
    show(CONTRACT, PYTHON, CSHARP, console)
    coloured = printed(console)
    assert "\x1b[94mreturn" in coloured or "\x1b[34mreturn" in coloured
    assert not re.search(r"\x1b\[(?:\d+;)*(?:4\d|48;[0-9;]+)m", coloured)
