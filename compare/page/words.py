"""The page's own words in a language: those of its templates and its script, and those that it says of a run. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader

from compare.catalogue.toml import read_toml
from compare.page.sentences import sentence
from compare.report.english import because, listed
from compare.text import flowing

CHINESE = Path(__file__).with_name("chinese.toml")
SPOKEN = ("aria-label", "title", "placeholder", "data-word")  # attributes that a reader sees or hears
_PIECE = re.compile(r"(\{[{%#].*?[%#}]\}|<!--.*?-->|<[^>{]*(?:\{[{%].*?[%}]\}[^>{]*)*>)", re.DOTALL)
_ATTRIBUTE = re.compile(rf"""\b((?:{"|".join(SPOKEN)})[\w-]*)="([^"{{]*[A-Za-z][^"{{]*)\"""")
_MARKS = ".,:?"  # which need no blank after them in Chinese
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class PageLanguage:
    """Says English words in a language.

    Args:
        language: en or zh.

    Attributes:
        language: as HTML names it.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = "zh-CN" if language == "zh" else language
        self._known = chinese() if language == "zh" else {}
        self._say = cache(self._chinese)  # the rows of a table say the same again and again

    def __call__(self, text: str) -> str:
        """A few words, whatever numbers stand in them, or a sentence; what is not known stays as it is."""
        return self._say(text) if self._known else text

    def listed(self, text: str) -> str:
        """Words with commas or semicolons between them, each by itself, unless they are known as one."""
        whole = self(text)
        if not self._known or whole != text:
            return whole
        parts = re.split("(, |; )", text)
        return "".join({", ": "，", "; ": "；"}.get(part) or self(part) for part in parts)

    def where(self, rows: str) -> str:
        """Which rows a claim is about."""
        if not self._known:
            return rows
        told = re.sub(r"\b(cases?|and|lanes?)\b", lambda found: self(found[1]), rows)
        return told.replace(", ", "、").replace("; ", "；")

    def both(self, some: Sequence[str]) -> str:
        """Names, the last one after an "and"."""
        return "、".join(some) if self._known else listed(some)

    def because(self, reason: str) -> str:
        """A reason as a part of a sentence."""
        return _spaced(f"因为{flowing(reason)}") if self._known else because(reason).lstrip(", ")

    def _chinese(self, text: str) -> str:
        numbers = _NUMBER.findall(text)
        said = self._known.get(text) or self._known.get(_NUMBER.sub("{}", text))
        if said:
            return said.replace("{}", "%s") % tuple(numbers) if "{}" in said else said
        return sentence(text, self)

    def template(self, source: str) -> str:
        """A template's source, its text said in the language."""
        if not self._known:
            return source
        return "".join(self._piece(kind, piece) for kind, piece in _pieces(source))

    def _piece(self, kind: str, piece: str) -> str:
        if kind == "tag":
            return _ATTRIBUTE.sub(lambda found: f'{found[1]}="{self(found[2])}"', piece)
        bare = piece.strip()
        if kind != "text" or not bare:
            return piece
        return self(bare) if bare in _MARKS else piece.replace(bare, self(bare))


class Templates(BaseLoader):
    """The page's templates, in a language."""

    def __init__(self, folder: Path, words: PageLanguage) -> None:
        self._english, self._words = FileSystemLoader(folder), words

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """A template's source, as Jinja asks for it."""
        source, name, current = self._english.get_source(environment, template)
        return self._words.template(source), name, current


def spoken(source: str) -> Iterator[str]:
    """The pieces of a template that are words: its text, and what its attributes say."""
    for kind, piece in _pieces(source):
        if kind == "text" and re.search("[A-Za-z]", piece):
            yield piece.strip()
        elif kind == "tag":
            yield from (found[1] for found in _ATTRIBUTE.findall(piece))


def _pieces(source: str) -> Iterator[tuple[str, str]]:
    """A template's parts in their order, each a text, a tag, or what is no words: code, and what Jinja acts on."""
    code = False
    for number, piece in enumerate(_PIECE.split(source)):
        tag = piece.startswith("<")
        if tag and number % 2:
            code = not piece.startswith("</") if piece[1:].strip("/").startswith("code") else code
        yield ("tag" if tag and number % 2 else "other" if number % 2 or code else "text"), piece


def _spaced(text: str) -> str:
    """With a blank between a Chinese sign and a letter that follows it, as Chinese is set beside code."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])", " ", text)


@cache
def chinese() -> dict[str, str]:
    """The Chinese of each piece; `{}` stands for a number."""
    return dict(read_toml(CHINESE)[0])


ENGLISH = PageLanguage()
