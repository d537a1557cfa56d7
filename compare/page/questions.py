"""What a question is that a reader answers before the page shows what came. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compare.record.nouns import PairRecord, Trial
from compare.record.values import shown

MOST_CHOICES = 4
LONGEST_CHOICE = 48
COMPUTED = re.compile(r"\d{5}")  # nobody is asked to predict such a number
LANGUAGES = {"python": "Python", "csharp": "C#"}


@dataclass(frozen=True)
class Guess:
    """A row of buttons: whose answer it is, the choices, and which of them is right."""

    who: str  # a lane, or of a contrast a variant; empty where it is the same in each
    choices: tuple[str, ...]
    right: str
    told: str = ""  # what that variant is


@dataclass(frozen=True)
class Prediction:
    """A question, with what it is about.

    Attributes:
        kind: value, gain, order, contrast, timeline or mistake.
        variant: of which variant; empty for a mistake and a contrast, and for a timeline the answer.
        case: of which case.
        rows: one a lane, of a contrast one a variant, or one for all.
        subject: the field, the variant that a gain is against, or the language of the text that was changed.
        help: what the field means.
        lines: of the change: sign and text.
    """

    kind: str
    variant: str
    case: str
    rows: tuple[Guess, ...]
    subject: str = ""
    help: str = ""
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def apart(self) -> bool:
        """Whether the answer tells the lanes apart, or the variants."""
        return len({row.right for row in self.rows}) > 1


def observed(pair: PairRecord, variant: str, case: str) -> Iterator[Trial]:
    """What was traced of a case of a variant; lane pythonnet runs the text of another one."""
    wanted = ("observed", variant, case)
    yield from (
        one for one in pair.trials if (one.mode, one.variant, one.case) == wanted and one.lane != "pythonnet"
    )


def askable(choice: str) -> bool:
    """Whether a reader can be asked for it."""
    return len(choice) <= LONGEST_CHOICE and not COMPUTED.search(choice)


def nothing(values: Iterable[str], entry: Mapping[str, Any]) -> bool:
    """Whether an output, given its contract's entry, has no value in any lane; of an error that is an answer."""
    return set(values) == {shown(None)} and entry.get("mode") != "error"


def has(variant: str, entry: Mapping[str, Any]) -> bool:
    """Whether a variant has an output, given its contract's entry; the others may give it without a meaning."""
    return variant in entry.get("variants", (variant,))


def diff_lines(diff: str) -> tuple[tuple[str, str], ...]:
    """A mistake's change, as signs and texts."""
    return tuple((line[:1].strip(), line[1:]) for line in diff.split("\n"))
