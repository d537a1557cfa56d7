"""What of a pair's record does not depend on the machine: the values that its contract holds outputs to. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from compare.catalogue.expectations import is_free, key_for
from compare.judge.outputs import fields_of as declared_of
from compare.judge.scene import RowName, Scene, row_of
from compare.record.values import canonical

DIGEST = "sha256:"
LONGEST = 100  # characters of a value that is kept as it is; longer ones as their digest


def fields_of(scene: Scene) -> dict[RowName, dict[str, str]]:
    """Each row's output fields, as text; long ones as a digest.

    What a contract only shows, holds between bounds or within a tolerance may change from run to run and
    is left out; what has no order of its own is put in one.
    """
    return {
        row_of(trial): _fields(scene, row_of(trial), trial.outputs[0]["value"]) for trial in scene.observed
    }


def told(value: Any) -> str:
    """A value as a line of text that is the same exactly where the value is."""
    text = canonical(value)
    return text if len(text) <= LONGEST else f"{DIGEST}{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _fields(scene: Scene, row: RowName, output: Mapping[str, Any]) -> dict[str, str]:
    declared = declared_of(scene, row)
    return {
        name: told(_ordered(declared[name]["mode"], value))
        for name, value in sorted(output.items())
        if name in declared and _held(declared[name], row, scene.altered(row.case))
    }


def _held(field: Mapping[str, Any], row: RowName, altered: bool) -> bool:
    """Whether the contract holds a row's value of a field to one and the same in every run."""
    if field["mode"] in ("shown", "between") or field.get("tolerance"):
        return False
    table = field.get("expect", {})
    key = key_for(table, row.case, row.variant, altered)
    return key is None or not is_free(table[key])


def _ordered(mode: str, value: Any) -> Any:
    if not isinstance(value, list) or mode not in ("set", "unordered"):
        return value
    items = {canonical(item): item for item in value}.values() if mode == "set" else value
    return sorted(items, key=canonical)
