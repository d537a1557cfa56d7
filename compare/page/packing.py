"""A pair's own part as the page holds it: compressed, and what all pairs say alike stands in the page once. Pure."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from jinja2 import Environment, nodes
from markupsafe import Markup

FIRST_SIGN, LAST_SIGN = 0xE000, 0xF8FF  # Unicode's private signs, which no text that was made visible holds
SHORTEST = 12  # of what the template says: a shorter one costs as much as its sign
FEWEST, SHARE = 4, 8  # texts that hold a piece: so many at least, and of many texts one in so many
# Numbers differ from text to text: what stands between two of them does not.
_PIECE = re.compile(r"<?[^<\d\n\ue000-\uf8ff]{3,}")
_PLAIN = str.maketrans("&<>", ",.:")


class Packing:
    """Packs texts that one template gave; the page's script unpacks them.

    Args:
        environment: where the template is.
        template: its name.
        texts: what it gave, by a name; whatever stands in many of them is a sign there, of one character.

    Attributes:
        texts: packed, by the same names.
        said: what the signs stand for, in their order: JSON, packed.
    """

    def __init__(self, environment: Environment, template: str, texts: Mapping[str, str]) -> None:
        source = environment.loader.get_source(environment, template)[0] if environment.loader else ""
        data = {one.data for one in environment.parse(source).find_all(nodes.TemplateData)}
        own = sorted((one for one in data if len(one) >= SHORTEST), key=lambda one: (-len(one), one))
        signed = {name: _signed(text, own) for name, text in texts.items()}
        free = range(FIRST_SIGN + len(own), LAST_SIGN + 1)
        pieces = {piece: chr(sign) for sign, piece in zip(free, _common(signed.values()), strict=False)}

        def sign(found: re.Match[str]) -> str:
            return pieces.get(found[0], found[0])

        self.texts = {name: _packed(_PIECE.sub(sign, text)) for name, text in signed.items()}
        self.said = _packed(json.dumps([*own, *pieces]))


def _signed(text: str, own: Sequence[str]) -> str:
    for sign, one in enumerate(own, FIRST_SIGN):
        text = text.replace(one, chr(sign))
    return text


def _common(texts: Collection[str]) -> list[str]:
    """The pieces that many texts hold, those of the most texts first."""
    held = Counter(one for text in texts for one in set(_PIECE.findall(text)))
    often = [(-times, one) for one, times in held.items() if times >= max(FEWEST, len(texts) / SHARE)]
    return [one for _, one in sorted(often)]


def _packed(text: str) -> Markup:
    """Gzip in base 85, which is a sixteenth shorter than base 64; without the signs that mean something in HTML."""
    return Markup(base64.b85encode(gzip.compress(text.encode(), mtime=0)).decode().translate(_PLAIN))
