"""A record as a file that grows: one line for each step of a run, so that a run that is killed loses nothing.

The first line is the record that the run began with. Each later line holds what changed since the line before:
a field's new value, a pair that is new or was seen once more, looks that were added. Nothing is written twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from compare.errors import HarnessError, UsageError
from compare.record.nouns import Base, PairRecord, Record
from compare.record.saving import SURROGATES, dumps, parse, read_text, strict_json

JOURNAL = "record.jsonl"


class Journal:
    """Writes each step of a run at the end of a file.

    Args:
        path: the file, which is made with the first step.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: Record | None = None

    def write(self, record: Record) -> None:
        """Add what of a record is new.

        Raises:
            HarnessError: the disk is full, or the folder is gone.
        """
        line = dumps(changes(self._written, record) if self._written else record)
        try:
            mode = "a" if self._written else "w"
            with open(self.path, mode, encoding="utf-8", newline="\n", errors=SURROGATES) as file:
                file.write(line + "\n")
        except OSError as error:
            raise HarnessError(
                f"Cannot write {self.path}: {error.strerror or error}. Free space or choose --out."
            ) from None
        self._written = record


def changes(before: Record, after: Record) -> dict[str, Any]:
    """What a line holds: fields by name, and of pairs those that are not the very ones of the record before."""
    told = _fields(before, after, {"pairs", "base"})
    if pairs := _new(before.pairs, after.pairs):
        told["pairs"] = pairs
    if after.base is not before.base:
        told["base"] = _of_base(before.base, after.base) if before.base and after.base else after.base
    return told


def load_journal(path: Path) -> Record:
    """The record that a run had come to when it was killed; a last line that was cut off is left out.

    Raises:
        UsageError: the file is missing, is no journal, or was made by another version.
    """
    *lines, _cut_off = read_text(path, "the record ").split("\n")
    if not lines:
        raise UsageError(f"{path} is not a record of Parallax (its first line is not whole).")
    steps = [strict_json(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]
    if not all(isinstance(step, dict) for step in steps):
        raise UsageError(f"{path} is not a record of Parallax (a line of it is no object).")
    return parse(json.dumps(_replayed(steps, path)), str(path))


def _of_base(before: Base, after: Base) -> dict[str, Any]:
    looks = after.looks[len(before.looks) :]
    return _fields(before, after, {"pairs", "looks"}) | {
        "pairs": _new(before.pairs, after.pairs),
        "looks": looks,
    }


def _fields(before: object, after: object, apart: set[str]) -> dict[str, Any]:
    names = {one.name for one in fields(after)} - apart  # type: ignore[arg-type]
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def _new(before: tuple[PairRecord, ...], after: tuple[PairRecord, ...]) -> list[PairRecord]:
    if (
        after[: len(before)] == before
    ):  # as ever while a run grows: of thousands of pairs each is looked at in C
        return list(after[len(before) :])
    known = {id(pair) for pair in before}
    return [pair for pair in after if id(pair) not in known]


def _replayed(steps: list[dict[str, Any]], path: Path) -> dict[str, Any]:
    try:
        whole, base = _together({}, steps), [step["base"] for step in steps if step.get("base")]
        return whole | {"base": _together({}, base) if base else None}
    except (TypeError, KeyError, AttributeError):
        raise UsageError(
            f"{path} is not a record of Parallax (a line of it lacks what it must have)."
        ) from None


def _together(whole: Mapping[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    looks: list[Any] = []
    for step in steps:
        whole = {**whole, **step}
        pairs |= {pair["id"]: pair for pair in step.get("pairs", ())}
        looks += step.get("looks", ())
    return {**whole, "pairs": list(pairs.values())} | ({"looks": looks} if "looks" in whole else {})
