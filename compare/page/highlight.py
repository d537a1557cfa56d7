"""A text's lines as HTML with its words told apart: Pygments' tokens, our own classes of one letter."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup, escape
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String

from compare.text import visible

CLASSES = (
    (String.Doc, "c"),
    (Comment, "c"),
    (Keyword, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "d"),
)


def highlighted(text: str, language: str) -> list[Markup]:
    """A text's lines, each closed in itself.

    Args:
        text: Python or C#.
        language: python | csharp.
    """
    lines: list[list[Markup]] = [[]]
    for kind, value in _lexer(language).get_tokens(visible(text, keep="\n\t")):
        name = _class(kind)
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if part:
                told = escape(part)
                lines[-1].append(Markup(f'<i class="{name}">{told}</i>') if name and part.strip() else told)
    if text.endswith("\n"):
        lines.pop()
    return [Markup("").join(line) for line in lines]


@cache
def _lexer(language: str) -> Any:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@cache
def _class(kind: Any) -> str:
    return next((name for parent, name in CLASSES if kind in parent), "")
