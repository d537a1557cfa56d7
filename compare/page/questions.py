"""What a question is that a reader answers before the page shows what came. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compare.record.nouns import PairRecord, Trial

MOST_CHOICES = 4
LANGUAGES = {"python": "Python", "csharp": "C#"}


@dataclass(frozen=True)
class Guess:
    """A row of buttons: whose answer it is, the choices, and which of them is right."""

    who: str  # a lane; empty where it is the same in each
    choices: tuple[str, ...]
    right: str


@dataclass(frozen=True)
class Prediction:
    """A question, with what it is about.

    Attributes:
        kind: value, gain, order, timeline or mistake.
        variant: of which variant; empty for a mistake, and for a timeline the answer.
        case: of which case.
        rows: one a lane, or one for all.
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
        """Whether the answer tells the lanes apart."""
        return len({row.right for row in self.rows}) > 1


def observed(pair: PairRecord, variant: str, case: str) -> Iterator[Trial]:
    """What was traced of a case of a variant; lane pythonnet runs the text of another one."""
    wanted = ("observed", variant, case)
    yield from (
        one for one in pair.trials if (one.mode, one.variant, one.case) == wanted and one.lane != "pythonnet"
    )


def diff_lines(diff: str) -> tuple[tuple[str, str], ...]:
    """A mistake's change, as signs and texts."""
    return tuple((line[:1].strip(), line[1:]) for line in diff.split("\n"))
