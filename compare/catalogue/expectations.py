"""What a contract expects of an output field: its table by case and variant, and which key counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY = "*"  # any case, altered values as well
SET = "set"  # in a case's place: values that belong to no case
BOUNDS = ("low", "high")  # of mode between
FREE_THREADED = "free-threaded"  # a Python without a GIL, where it has a value of its own
SIDES = ("python", FREE_THREADED, "dotnet", "pythonnet")  # of a declared divergence

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Key:
    """A key of the table: the cases and the variants that it names; no variants: all."""

    text: str
    cases: tuple[str, ...]
    variants: tuple[str, ...]

    def takes(self, case: str, variant: str, exact: bool) -> bool:
        """Whether it names this case (or `*`, `set`), with this variant or, not `exact`, with any."""
        named = variant in self.variants if exact else not self.variants
        return case in self.cases and named


def parsed(text: str) -> Key:
    """A key taken apart: `one-fails,two-fail/gather` names two cases and a variant."""
    cases, slash, variants = text.partition("/")
    return Key(text, _names(cases), _names(variants) if slash else ())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def key_for(table: Table, case: str, variant: str, altered: bool = False) -> str | None:
    """The key that counts for a row: CASE/VARIANT, then CASE, then */VARIANT, then *.

    Args:
        table: a field's `expect`.
        case: the row's case.
        variant: the row's variant.
        altered: whether the row had values that belong to no case; `set` stands in the case's place then.

    Returns:
        the key as it is written, or None where nothing is expected.
    """
    keys = [parsed(text) for text in table]
    for name in (SET if altered else case, ANY):
        for exact in (True, False):
            for key in keys:
                if key.takes(name, variant, exact):
                    return key.text
    return None


def is_free(value: Any) -> bool:
    """Whether a value of the table says that anything is right."""
    return isinstance(value, Mapping) and value.get("free") is True and "because" in value


def is_divergence(value: Any) -> bool:
    """Whether a value of the table is a declared divergence: a value for each text's language."""
    return isinstance(value, Mapping) and "because" in value and bool({"python", "dotnet"} & value.keys())


def side_of(divergence: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first of some names (a lane, its kind, its text) that a divergence has a value for."""
    return next((name for name in names if name in divergence), None)
