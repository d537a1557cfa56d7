"""Outputs: what JSON would change without a word is refused."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest

from compare.worker.counting import Tally
from compare.worker.refused import Refused


def distinct(outputs: list[Any]) -> list[dict[str, Any]]:
    """What a trial with these outputs answers."""
    tally = Tally()
    tally.add(outputs)
    return tally.distinct()


def test_equal_outputs_are_counted() -> None:
    """Each different output comes once, with its number."""
    given = [{"a": 1}, {"a": 2}, {"a": 1}]
    assert distinct(given) == [{"value": {"a": 1}, "count": 2}, {"value": {"a": 2}, "count": 1}]


def test_true_one_and_one_point_zero_differ() -> None:
    """Values that Python calls equal stay apart when JSON writes them apart."""
    assert [one["value"]["a"] for one in distinct([{"a": 1}, {"a": True}, {"a": 1.0}])] == [1, True, 1.0]
    assert len(distinct([{"a": 1}, {"a": True}, {"a": 1.0}])) == 3


def test_tuples_are_lists() -> None:
    """A tuple is written as the list that it is in JSON, and counted with it."""
    assert distinct([{"a": (1, 2)}, {"a": [1, 2]}]) == [{"value": {"a": [1, 2]}, "count": 2}]


def test_subclasses_of_plain_types_are_taken() -> None:
    """A dict that marshal does not know is still an output."""
    assert distinct([OrderedDict(a=1)]) == [{"value": {"a": 1}, "count": 1}]


@pytest.mark.parametrize(
    "output",
    [
        None,
        3,
        [1],
        {"a": float("nan")},
        {"a": [float("inf")]},
        {1: 2},
        {"a": {None: 1}},
        {"a": {1, 2}},
        {"a": b"x"},
    ],
    ids=repr,
)
def test_no_json_object_is_refused(output: Any) -> None:
    """What is no JSON object of finite values is an error of the output."""
    with pytest.raises(Refused) as refused:
        distinct([output])
    assert refused.value.where == "output"


def test_endless_output_is_refused() -> None:
    """An output that contains itself does not end the worker."""
    endless: dict[str, Any] = {}
    endless["self"] = endless
    with pytest.raises(Refused):
        distinct([endless])
