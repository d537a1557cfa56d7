"""A contract in words."""

from __future__ import annotations

from compare.report import wording

CONTRACT = {
    "outputs": {
        "sum": {
            "help": "all items",
            "mode": "equal",
            "tolerance": 1e-9,
            "expect": {"one,two/a": 6, "*": "(none)", "set/b": {"free": True, "because": "it varies."}},
        },
        "kept": {"mode": "between", "variants": ["a"], "expect": {"*": {"low": 1, "high": "n"}}},
        "seen": {"mode": "between", "expect": {"*/a,b": {"low": "n", "high": "n"}}},
        "error": {
            "mode": "error",
            "expect": {"two": {"python": "user", "dotnet": "(none)", "because": "C# tells nobody."}},
        },
    },
    "behaviour": [
        {
            "id": "b",
            "says": "others were cancelled",
            "texts": ["python"],
            "because": "WhenAll cancels nothing.",
        }
    ],
}


def test_outputs_are_told_with_what_is_expected() -> None:
    """By case and variant; bounds in words."""
    same = "the same on both sides, within 1e-09 of each other"
    assert list(wording.outputs(CONTRACT)) == [
        ("sum", f"{same}: 6 (a; cases one and two); null (all items)"),
        ("kept (a)", "on each side within its bounds: at least 1 and at most n"),
        ("seen", "on each side within its bounds: exactly n (a and b)"),
        ("error", "the same category of error on both sides"),
    ]


def test_divergences_are_told_with_their_reasons() -> None:
    """Of outputs, of free values, of behaviour."""
    assert list(wording.divergences(CONTRACT)) == [
        ("sum (b; with other values) (all items)", "any value, because it varies."),
        ("error (case two)", 'Python "user", C# null, because C# tells nobody.'),
        ("others were cancelled (Python)", "because WhenAll cancels nothing."),
    ]
