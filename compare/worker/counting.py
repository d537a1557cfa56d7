"""The outputs of a trial: checked to be JSON objects, equal ones counted."""

from __future__ import annotations

import json
import marshal
import math

from compare.worker.refused import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SAME_BYTES = 2  # marshal's last version whose bytes depend on the value alone


class Tally:
    """The different outputs of a trial with how often each came, taken in batch by batch."""

    def __init__(self) -> None:
        self.total = 0
        self._counts: dict[bytes | str, list[Any]] = {}

    def add(self, outputs: list[Any]) -> None:
        """Count some more.

        Raises:
            Refused: an output that is no JSON object of finite values.
        """
        self.total += len(outputs)
        for output in outputs:
            self._counts.setdefault(_key(output), [output, 0])[1] += 1

    def distinct(self) -> list[dict[str, Any]]:
        """What came, as the answer has it.

        Raises:
            Refused: an output that is no JSON object of finite values.
        """
        merged: dict[str, int] = {}
        for output, number in self._counts.values():
            text = _text(output)
            merged[text] = merged.get(text, 0) + number
        return [{"value": json.loads(text), "count": number} for text, number in merged.items()]


def _key(output: Any) -> bytes | str:
    """What tells outputs apart, True and 1 too; a tenth of the time that JSON takes."""
    try:
        return marshal.dumps(output, SAME_BYTES)
    except ValueError:  # not of built-in types alone
        return _text(output)


def _text(output: Any) -> str:
    if not isinstance(output, dict):
        raise Refused("output", TypeError(f"run gave {type(output).__name__}, not a dict of fields"))
    try:
        _check(output, "output")
        return json.dumps(output, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused("output", error) from None


def _check(value: Any, where: str) -> None:
    """Refuse what JSON would change without a word: keys that are no text, infinities, other types."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{where} has the key {key!r}, which is not text")
            _check(item, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value!r}, not a finite number")
    elif value is not None and not isinstance(value, (str, int, float)):
        raise TypeError(f"{where} is a {type(value).__name__}, which JSON does not know")
