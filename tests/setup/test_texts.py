"""C# texts are compiled alone, many in one go, and each once."""

from __future__ import annotations

import pytest

from compare.setup.build import ensure_built
from compare.setup.home import ROOT
from compare.setup.texts import Compiled, Text, compile_texts

RIGHT = """#:package Polly.Core
namespace Parallax.Examples;
public static class Right
{
    public static async Task Main(string[] args)
    {
        var unused = new Polly.ResiliencePipelineBuilder().Build();
        Task.Delay(1); // a warning, no error
        await Task.Yield();
    }
}
"""
OURS = "namespace Parallax.Examples; public static class Ours { public static ITrace? Trace; }"
GENERATED = """using System.Text.RegularExpressions;
namespace Parallax.Examples;
public static partial class Words
{
    [GeneratedRegex("a+")]
    private static partial Regex Letters();
}
"""


@pytest.fixture
def told() -> list[str]:
    """What compiling said."""
    return []


def test_each_text_gets_its_assemblies_or_its_first_error(told: list[str]) -> None:
    """As the examples are compiled: their usings, packages and generators, and nothing of ours."""
    ensure_built()
    texts = [
        Text("right", RIGHT, "Right.cs"),
        Text("broken", "class A {\n  int x = ; }", "A.cs"),
        Text("ours", OURS, "Ours.cs"),
        Text("generated", GENERATED, "Words.cs"),
    ]
    found = compile_texts(texts, told.append)
    assert isinstance(found["right"], Compiled)
    assert isinstance(found["generated"], Compiled)
    assert {path.name for path in found["right"]} == {"Parallax.Examples.dll"}
    assert found["right"].dll.exists()
    assert found["right"].woven_dll.exists()
    assert str(found["broken"]).startswith("A.cs(2,11): error CS1525")
    assert str(found["ours"]).startswith("Ours.cs(1,")


def test_what_was_compiled_is_not_compiled_again(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are found by what they contain; errors too."""
    ensure_built()
    texts = [Text("one", RIGHT), Text("other", RIGHT), Text("broken", "class A { int x = ; }")]
    first = compile_texts(texts, told.append)
    monkeypatch.setattr("compare.setup.texts.run", lambda *_: pytest.fail("compiled again"))
    assert compile_texts(texts, told.append) == first
    assert first["one"] == first["other"]
    assert first["one"].dll.is_relative_to(ROOT / ".parallax" / "mistakes")
