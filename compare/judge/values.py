"""JSON values as outputs hold them: when two are the same, and how one is shown."""

from __future__ import annotations

import json
from typing import Any

NONE = "(none)"  # TOML has no null: this text stands for it in expected values

# What an output of mode `error` may say; CATALOGUE 0.3's closed list, and null for no error.
CATEGORIES = frozenset(
    {
        "aggregate",
        "assertion",
        "auth-failed",
        "broken-pipe",
        "cancelled",
        "closed",
        "connection-refused",
        "deadlock",
        "divide-by-zero",
        "end-of-stream",
        "exit-nonzero",
        "invalid-state",
        "lock-misuse",
        "not-found",
        "not-transferable",
        "overflow",
        "queue-empty",
        "queue-full",
        "timeout",
        "user",
        "wrong-direction",
    }
)


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(one: Any, other: Any, tolerance: float = 0.0) -> bool:
    """Whether two JSON values are equal.

    1 and 1.0 are; 1 and true, or 1 and "1", are not. Order counts in lists, not in objects.

    Args:
        one: a JSON value.
        other: another.
        tolerance: how far two numbers may lie apart, relative to the larger; at any depth.
    """
    if is_number(one) and is_number(other):
        return one == other or abs(one - other) <= tolerance * max(abs(one), abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key], tolerance) for key in one)
    return type(one) is type(other) and bool(one == other)


def canonical(value: Any) -> str:
    """A text that two values share exactly when they are the same."""
    return json.dumps(_normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def expected(value: Any) -> Any:
    """A contract's value as JSON: "(none)" is null, at any depth."""
    if value == NONE:
        return None
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, dict):
        return {key: expected(item) for key, item in value.items()}
    return value


def shown(value: Any, limit: int = 120) -> str:
    """A value in a message: its JSON, cut in the middle where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return f"{text[:half]} … {text[-half:]}"


def _normal(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    return value
