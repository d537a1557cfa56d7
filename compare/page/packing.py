"""A pair's own part as the page holds it: compressed, and what all pairs say alike stands in the page once. Pure."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from jinja2 import Environment, nodes
from markupsafe import Markup

FIRST_SIGN = 0xE000  # of Unicode's private signs, which no text that was made visible holds
SHORTEST = 12  # a shorter one costs as much as its sign
MANY = 5  # texts at least, and of more one in so many
_PIECE = re.compile(rf"[^<\n\ue000-\uf8ff]*<[^<>\n\ue000-\uf8ff]{{{SHORTEST - 2},}}>")
_PLAIN = str.maketrans("&<>", ",.:")


class Packing:
    """Packs texts that one template gave; the page's script unpacks them.

    Args:
        environment: where the template is.
        template: its name.
        texts: what it gave; whatever stands in many of them is a sign there, of one character.
    """

    def __init__(self, environment: Environment, template: str, texts: Iterable[str]) -> None:
        source = environment.loader.get_source(environment, template)[0] if environment.loader else ""
        said = (one.data for one in environment.parse(source).find_all(nodes.TemplateData))
        self._said = _longest_first(one for one in said if len(one) >= SHORTEST)
        self._said += _common([self._signed(text) for text in texts])

    @property
    def said(self) -> Markup:
        """What the signs stand for, in their order: JSON, packed."""
        return _packed(json.dumps(self._said))

    def packed(self, text: str) -> Markup:
        """One of the texts."""
        return _packed(self._signed(text))

    def _signed(self, text: str) -> str:
        for number, one in enumerate(self._said):
            text = text.replace(one, chr(FIRST_SIGN + number))
        return text


def _common(texts: Sequence[str]) -> list[str]:
    """The tags, each with what is said before it, that many texts hold."""
    held = Counter(one for text in texts for one in set(_PIECE.findall(text)))
    return _longest_first(one for one, times in held.items() if times >= max(MANY, len(texts) / MANY))


def _longest_first(some: Iterable[str]) -> list[str]:
    """Each once: where one is a part of another, the whole is replaced."""
    return sorted(set(some), key=lambda one: (-len(one), one))


def _packed(text: str) -> Markup:
    """Gzip in base 85, which is a sixteenth shorter than base 64; without the signs that mean something in HTML."""
    return Markup(base64.b85encode(gzip.compress(text.encode(), mtime=0)).decode().translate(_PLAIN))
