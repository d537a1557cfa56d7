"""What of a pair's record does not depend on the machine: the values that its contract holds outputs to. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from compare.judge.outputs import covering_entries
from compare.judge.scene import Row, Scene, row_of
from compare.judge.values import canonical

LONGEST = 100  # characters of a value that is kept as it is; longer ones as their digest


def fields_of(scene: Scene) -> dict[Row, dict[str, str]]:
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
    return text if len(text) <= LONGEST else f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _fields(scene: Scene, row: Row, output: Mapping[str, Any]) -> dict[str, str]:
    entries = scene.pair.contract.get("outputs", ())
    covering = {name: entries[place] for name, place in covering_entries(scene, row).items()}
    return {
        name: told(_ordered(covering[name]["mode"], value))
        for name, value in sorted(output.items())
        if name in covering and _held(covering[name])
    }


def _held(entry: Mapping[str, Any]) -> bool:
    return entry["mode"] not in ("shown", "between") and not entry.get("tolerance")


def _ordered(mode: str, value: Any) -> Any:
    if not isinstance(value, list) or mode not in ("set", "unordered"):
        return value
    items = {canonical(item): item for item in value}.values() if mode == "set" else value
    return sorted(items, key=canonical)
