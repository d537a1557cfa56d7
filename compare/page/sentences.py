"""Whole sentences in Chinese, by templates: what the judge and the comparisons say of a run. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from compare.catalogue.toml import read_toml

SENTENCES = Path(__file__).with_name("sentences.toml")
LONGEST = 2_000  # characters; what is longer is some program's output
_PLACE = re.compile(r"\{(\w+)\}")


def sentence(text: str, said: Callable[[str], str]) -> str:
    """A sentence in Chinese.

    Args:
        text: in English, with or without its full stop.
        said: says a few words in Chinese.

    Returns:
        its Chinese; the text itself where no template is like it.
    """
    return text if len(text) > LONGEST else _filled(text, said, ("sentences",)) or text


def templates(table: str) -> dict[str, str]:
    """The Chinese of each English template: of `sentences`, or of `pieces` that stand in sentences only."""
    return dict(read_toml(SENTENCES)[0][table])


def _filled(text: str, said: Callable[[str], str], tables: tuple[str, ...]) -> str:
    ended = text.endswith(".")
    for table in tables:
        for pattern, chinese in _patterns(table):
            if found := pattern.fullmatch(text.removesuffix(".")):
                parts = {name: _part(name, part, said) for name, part in found.groupdict().items()}
                told = _PLACE.sub(lambda place, parts=parts: parts[place[1]], chinese)
                return told if not ended or told.endswith("。") else f"{told}。"
    return ""


def _part(name: str, text: str, said: Callable[[str], str]) -> str:
    if name.isupper():
        return text
    word = said(text)
    return word if word != text else _filled(text, said, ("pieces", "sentences")) or text


@cache
def _patterns(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(english), chinese) for english, chinese in templates(table).items())


def _pattern(english: str) -> re.Pattern[str]:
    literals = _PLACE.split(english)
    parts = [_place(part) if number % 2 else re.escape(part) for number, part in enumerate(literals)]
    return re.compile("".join(parts), re.DOTALL)


def _place(name: str) -> str:
    what = r"[\d.,]+" if name in ("N", "M") else ".+?"
    return f"(?P<{name}>{what})"
