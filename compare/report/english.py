"""Small pieces of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compare.text import flowing

# Words that a reason may begin with in capitals only because it began a sentence.
_OPENINGS = re.compile(
    r"(?:Because )?((?:An?|The|This|That|These|There|Its?|In|On|At|Under|With|When|While|Where|If|As|"
    r"Both|Each|Every|Only|No|Neither|One|Two|They|Nobody|Nothing|What|Who|Whoever|After|Before|Once|Several|All) )?"
)
_ENDS = (".", "!", "?", "。", "！", "？")  # of a sentence, in Chinese too


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 pair, 3 pairs."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def because(reason: str) -> str:
    """A contract's reason as the end of a sentence, or its full stop alone."""
    words = flowing(reason)
    if not words:
        return "."
    opening = _OPENINGS.match(words)
    if opening:
        words = (opening[1] or "").lower() + words[opening.end() :]
    return f", because {words}" if words.endswith(_ENDS) else f", because {words}."


def paragraphs(text: str) -> list[str]:
    """Prose whose empty lines part it."""
    return [flowing(part) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
