"""A pair's own part as the page holds it: compressed, and what all pairs say alike stands in the page once. Pure."""

from __future__ import annotations

import base64
import gzip
import json

from jinja2 import Environment, nodes
from markupsafe import Markup

FIRST_SIGN = 0xE000  # of Unicode's private signs, which no text that was made visible holds
SHORTEST = 12  # a shorter one costs as much as its sign
_PLAIN = str.maketrans("&<>", ",.:")


class Packing:
    """Packs texts that one template gave; the page's script unpacks them.

    Args:
        environment: where the template is.
        template: its name; whatever it says in each text is a sign there, of one character.
    """

    def __init__(self, environment: Environment, template: str) -> None:
        source = environment.loader.get_source(environment, template)[0] if environment.loader else ""
        said = {one.data for one in environment.parse(source).find_all(nodes.TemplateData)}
        self._said = sorted((one for one in said if len(one) >= SHORTEST), key=lambda one: (-len(one), one))

    @property
    def said(self) -> Markup:
        """What the signs stand for, in their order: JSON, packed."""
        return _packed(json.dumps(self._said))

    def packed(self, text: str) -> Markup:
        """A text, which is one of the template's."""
        for number, one in enumerate(self._said):
            text = text.replace(one, chr(FIRST_SIGN + number))
        return _packed(text)


def _packed(text: str) -> Markup:
    """Gzip in base 85, which is a sixteenth shorter than base 64; without the signs that mean something in HTML."""
    return Markup(base64.b85encode(gzip.compress(text.encode(), mtime=0)).decode().translate(_PLAIN))
