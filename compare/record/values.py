"""JSON values as outputs hold them: when two are the same, and how one is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

NONE = "(none)"  # TOML has no null: this text stands for it in expected values

# What an output of mode `error` may say, and null for no error: a closed list. Python's errors, then C#'s.
CATEGORIES: Mapping[str, str] = {
    "aggregate": "several errors as one: `ExceptionGroup`; `AggregateException`",
    "assertion": "an assertion failed: `AssertionError`; `Debug.Assert`, `Trace.Assert`",
    "auth-failed": "the other side does not know the key: `multiprocessing.AuthenticationError`",
    "broken-pipe": "nobody reads at the other end: `BrokenPipeError`; `IOException`",
    "cancelled": "it was told to stop: `asyncio.CancelledError`; `OperationCanceledException`",
    "closed": "it has been closed: `ValueError` of a closed pool; `ChannelClosedException`",
    "connection-refused": "nobody listens: `ConnectionRefusedError`; `SocketException`",
    "deadlock": "it would never have come back: seen by the scene, which then lets it go",
    "divide-by-zero": "`ZeroDivisionError`; `DivideByZeroException`",
    "end-of-stream": "there is no more to read: `EOFError`; `EndOfStreamException`",
    "exit-nonzero": "a program ended with another code than 0: `CalledProcessError`; its exit code",
    "invalid-state": "not in this state: `asyncio.InvalidStateError`; `InvalidOperationException`",
    "lock-misuse": "released by one who does not hold it: `RuntimeError`; `SynchronizationLockException`",
    "not-found": "no such key or file: `KeyError`, `FileNotFoundError`; `KeyNotFoundException`",
    "not-transferable": "it cannot go to another process: `PicklingError`; `NotSupportedException`",
    "overflow": "the number does not fit: `OverflowError`; `OverflowException`",
    "queue-empty": "nothing is there: `queue.Empty`; what `TryTake` and `TryRead` answer",
    "queue-full": "there is no room: `queue.Full`; what `TryAdd` and `TryWrite` answer",
    "timeout": "time ran out: `TimeoutError`; `TimeoutException`",
    "unavailable": "whoever was asked is gone: `KilledWorker`; `SiloUnavailableException`",
    "user": "the error that a job of the scene raises: `ValueError`; `InvalidOperationException`",
    "wrong-direction": "read at the writing end, or the reverse: `OSError`; `NotSupportedException`",
}


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
